// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.ipam.PoolCount;
import dev.fixpoint.wire.Names;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import org.jboss.logging.Logger;

/// Sees that a pool in use does not vanish unnoticed: a finalizer keeps it as long as
/// VirtualServices hold its addresses. Pools are administrators' objects of the cluster; nothing
/// of a user's ever waits for us.
@Singleton
class PoolKeeper {
  private static final Logger LOG = Logger.getLogger(PoolKeeper.class);

  private final KubernetesClient client;
  private final Cluster cluster;
  private final PoolStatuses statuses;

  PoolKeeper(KubernetesClient client, Cluster cluster, PoolStatuses statuses) {
    this.client = client;
    this.cluster = cluster;
    this.statuses = statuses;
  }

  void turn() {
    var pools = cluster.judgedPools();
    for (var resource : cluster.pools.all()) {
      var name = resource.getMetadata().getName();
      pools.stream()
          .filter(pool -> pool.name().equals(name))
          .findFirst()
          .map(pool -> PoolCount.of(pool, cluster.ledger))
          .ifPresent(count -> keep(resource, count.owned() > 0));
    }
  }

  private void keep(AddressPool resource, boolean inUse) {
    var metadata = resource.getMetadata();
    boolean deleting = metadata.getDeletionTimestamp() != null;
    boolean kept = metadata.getFinalizers().contains(Names.IN_USE);
    if (kept != inUse && !(deleting && inUse)) {
      change(resource, inUse);
    } else if (deleting) {
      statuses.tell(resource); // the framework no longer asks for an object that is deleted
    }
  }

  private void change(AddressPool resource, boolean inUse) {
    var finalizers = new ArrayList<>(resource.getMetadata().getFinalizers());
    if (inUse) {
      finalizers.add(Names.IN_USE);
    } else {
      finalizers.remove(Names.IN_USE);
    }
    var changed = client.getKubernetesSerialization().clone(resource);
    changed.getMetadata().setFinalizers(finalizers);
    try {
      client
          .resource(changed)
          .lockResourceVersion(resource.getMetadata().getResourceVersion())
          .update();
    } catch (KubernetesClientException e) {
      boolean outdated =
          e.getCode() == HttpURLConnection.HTTP_CONFLICT
              || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
      if (!outdated) {
        throw e;
      }
      LOG.debugf("AddressPool %s has changed meanwhile", resource.getMetadata().getName());
    }
  }
}
