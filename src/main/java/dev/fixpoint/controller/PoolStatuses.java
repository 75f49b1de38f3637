// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.AddressPoolStatus;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.ipam.PoolCount;
import dev.fixpoint.plan.PoolFindings;
import dev.fixpoint.status.Conditions;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.wire.PoolWire;
import dev.fixpoint.wire.StatusWire;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Writes the statuses of AddressPools, each only when it has changed.
@Singleton
class PoolStatuses {

  /// A pool's count changes with every claim; it is counted and written once per this time.
  private static final Duration PERIOD = Duration.ofSeconds(1);

  /// As many as the schema takes.
  private static final int MOST_GUARDED = 1_000;

  private final KubernetesClient client;
  private final Cluster cluster;
  private final EventWriter events;
  private final Map<String, Long> lastLook = new ConcurrentHashMap<>();

  PoolStatuses(KubernetesClient client, Cluster cluster, EventWriter events) {
    this.client = client;
    this.cluster = cluster;
    this.events = events;
  }

  /// @return how long to wait before it is looked at again; empty where it is told
  Optional<Duration> tell(AddressPool resource) {
    var name = resource.getMetadata().getName();
    var pool = cluster.judgedPools().stream().filter(p -> p.name().equals(name)).findFirst();
    if (pool.isEmpty()) {
      return Optional.empty(); // not in the mirror yet: its arrival there wakes us again
    }
    var last = lastLook.get(name);
    var wait = last == null ? Duration.ZERO : PERIOD.minusNanos(System.nanoTime() - last);
    if (wait.isPositive()) {
      return Optional.of(wait);
    }
    lastLook.put(name, System.nanoTime());
    tell(resource, pool.get());
    return Optional.empty();
  }

  private void tell(AddressPool resource, Pool pool) {
    var before = Optional.ofNullable(resource.getStatus()).orElseGet(AddressPoolStatus::new);
    var metadata = resource.getMetadata();
    var count = PoolCount.of(pool, cluster.ledger);
    var findings = PoolFindings.of(pool, count, metadata.getDeletionTimestamp() != null);
    var status = StatusWire.print(pool, count);
    status.setObservedGeneration(metadata.getGeneration());
    status.setGuarded(guarded(resource, pool));
    status.setConditions(
        Conditions.fold(
            before.getConditions(), findings, metadata.getGeneration(), Clock.systemUTC()));
    if (!json(status).equals(json(before))) {
      write(resource, status);
      events.warn(resource, before.getConditions(), findings);
    }
  }

  private List<String> guarded(AddressPool resource, Pool pool) {
    if (resource.getSpec() == null || !Boolean.TRUE.equals(resource.getSpec().getDedicated())) {
      return List.of();
    }
    var services = PoolWire.serviceBlocks(cluster.serviceCidrs.all());
    return pool.guarded(services, cluster.ledger, MOST_GUARDED).stream()
        .map(IpRange::toString)
        .toList();
  }

  private void write(AddressPool resource, AddressPoolStatus status) {
    var patch = new AddressPool();
    patch.setMetadata(new ObjectMetaBuilder().withName(resource.getMetadata().getName()).build());
    patch.setSpec(null);
    patch.setStatus(status);
    client.resource(patch).subresource("status").patch(Publisher.applyContext());
  }

  private Map<?, ?> json(AddressPoolStatus status) {
    return client.getKubernetesSerialization().convertValue(status, Map.class);
  }
}
