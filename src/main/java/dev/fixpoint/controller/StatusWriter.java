// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.api.v1alpha1.VirtualServiceStatus;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.ServiceWire;
import dev.fixpoint.wire.StatusWire;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Writes statuses, each only when it has changed, by server-side apply. Not through the operator
/// framework: its filter for a controller's own writes can swallow a user's change that arrives
/// with one.
@Singleton
class StatusWriter {
  private final KubernetesClient client;
  private final KubernetesSerialization serialization;

  /// What the cache has yet to tell.
  private final Map<Key, VirtualService> written = new ConcurrentHashMap<>();

  private final ServiceStore cache = new ServiceStore(this::seen);

  StatusWriter(KubernetesClient client) {
    this.client = client;
    this.serialization = client.getKubernetesSerialization();
  }

  /// What the framework is to keep its VirtualServices in.
  ServiceStore cache() {
    return cache;
  }

  private void seen(VirtualService cached) {
    written.computeIfPresent(
        ServiceWire.keyOf(cached), (key, ours) -> isNewer(ours, cached) ? ours : null);
  }

  private static boolean isNewer(VirtualService ours, VirtualService cached) {
    return ours.getMetadata().getUid().equals(cached.getMetadata().getUid())
        && version(ours) > version(cached);
  }

  /// The object as this process wrote it last, where that is newer than `cached`.
  VirtualService latest(VirtualService cached) {
    var ours = written.get(ServiceWire.keyOf(cached));
    return ours != null && isNewer(ours, cached) ? ours : cached;
  }

  boolean isNews(VirtualService latest, VirtualServiceStatus status) {
    return !json(status).equals(json(latest.getStatus()));
  }

  void write(VirtualService resource, VirtualServiceStatus status) {
    var patch = StatusWire.onlyStatus(resource, status);
    var after = client.resource(patch).subresource("status").patch(Publisher.applyContext());
    ServiceStore.trim(after);
    written.put(ServiceWire.keyOf(after), after);
    var cached = cache.get(Cache.metaNamespaceKeyFunc(after));
    if (cached != null) { // it may have been told of this already
      seen(cached);
    }
  }

  /// Forgets all but these.
  void retain(Set<Key> keys) {
    written.keySet().retainAll(keys);
  }

  private static long version(VirtualService resource) {
    return Long.parseLong(resource.getMetadata().getResourceVersion());
  }

  private Map<?, ?> json(VirtualServiceStatus status) {
    return status == null ? Map.of() : serialization.convertValue(status, Map.class);
  }
}
