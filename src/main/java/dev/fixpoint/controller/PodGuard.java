// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.plan.AccessFindings;
import dev.fixpoint.status.Finding;
import dev.fixpoint.wire.PolicyWire;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/// Keeps the NetworkPolicy of a service that asks for one, and removes it when it no longer does.
/// A policy of somebody else's that has its name stays as it is.
@Singleton
class PodGuard {
  private final KubernetesClient client;
  private final Cluster cluster;

  PodGuard(KubernetesClient client, Cluster cluster) {
    this.client = client;
    this.cluster = cluster;
  }

  /// @param wanted whether the pods are to be protected
  /// @return what came of it; empty where nothing is asked for
  Optional<Finding> keep(VirtualService service, boolean wanted) {
    var namespace = service.getMetadata().getNamespace();
    var name = PolicyWire.nameOf(service);
    var known =
        cluster.policies.get(namespace, name).filter(policy -> PolicyWire.isOf(policy, service));
    if (!wanted) {
      known.ifPresent(policy -> client.resource(policy).delete());
      return Optional.empty();
    }
    var policy = PolicyWire.print(service);
    if (known.filter(present -> same(present, policy)).isPresent()) {
      return Optional.of(AccessFindings.podsProtected(name));
    }
    if (known.isEmpty()) {
      var holder = client.resource(policy).get();
      if (holder != null && !PolicyWire.isOf(holder, service)) {
        return Optional.of(AccessFindings.policyConflict(namespace + "/" + name));
      }
    }
    cluster.policies.wrote(client.resource(policy).patch(Publisher.applyContext()));
    return Optional.of(AccessFindings.podsProtected(name));
  }

  /// Compared as the API server has them, which leaves out what is empty.
  private boolean same(NetworkPolicy present, NetworkPolicy wanted) {
    var labels = present.getMetadata().getLabels().entrySet();
    return json(present.getSpec()).equals(json(wanted.getSpec()))
        && labels.containsAll(wanted.getMetadata().getLabels().entrySet());
  }

  private Map<?, ?> json(NetworkPolicySpec spec) {
    return client.getKubernetesSerialization().convertValue(spec, Map.class);
  }
}
