// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.vip.Key;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.util.Optional;

/// As the API server has it now. The framework's cache may lag behind this process's other views,
/// or behind another leader's writes: before anything is taken away, the API server itself is
/// asked.
@Singleton
class Stored {
  private final KubernetesClient client;

  Stored(KubernetesClient client) {
    this.client = client;
  }

  /// Whether the VirtualService of this name is there, and is the one with this UID.
  boolean has(Key service, String uid) {
    var found =
        client
            .resources(VirtualService.class)
            .inNamespace(service.namespace())
            .withName(service.name())
            .get();
    return found != null && found.getMetadata().getUid().equals(uid);
  }

  /// The first shard of the service's intent.
  Optional<ShardFacts> intent(Key service) {
    return Optional.ofNullable(
            client
                .resources(RoutingIntent.class)
                .inNamespace(service.namespace())
                .withName(service.name())
                .get())
        .map(ShardFacts::of);
  }
}
