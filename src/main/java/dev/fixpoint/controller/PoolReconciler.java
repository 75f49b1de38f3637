// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.AddressPoolStatus;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.plan.PoolFindings;
import dev.fixpoint.status.Conditions;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.wire.PoolWire;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurableReconciler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Tells the state of an AddressPool: how much of it is held, and whether it may be used.
@ControllerConfiguration(
    name = "addresspool",
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
class PoolReconciler implements Reconciler<AddressPool>, ConfigurableReconciler<AddressPool> {

  /// A pool's count changes with every claim; its status is written once per this time.
  private static final Duration PERIOD = Duration.ofSeconds(1);

  /// As many as the schema takes.
  private static final int MOST_GUARDED = 1_000;

  private final KubernetesClient client;
  private final Cluster cluster;
  private final Wakeups wakeups;
  private final EventWriter events;
  private final Map<String, Long> lastWrite = new ConcurrentHashMap<>();

  PoolReconciler(KubernetesClient client, Cluster cluster, Wakeups wakeups, EventWriter events) {
    this.client = client;
    this.cluster = cluster;
    this.wakeups = wakeups;
    this.events = events;
  }

  @Override
  public void updateConfigurationFrom(ControllerConfigurationOverrider<AddressPool> config) {
    config.withRetry(Retries.forEver());
  }

  @Override
  public List<EventSource<?, AddressPool>> prepareEventSources(
      EventSourceContext<AddressPool> context) {
    return List.of(wakeups.pools);
  }

  @Override
  public UpdateControl<AddressPool> reconcile(AddressPool resource, Context<AddressPool> context) {
    var name = resource.getMetadata().getName();
    var pool = cluster.judgedPools().stream().filter(p -> p.name().equals(name)).findFirst();
    if (pool.isEmpty()) {
      return UpdateControl.noUpdate(); // not in the mirror yet: its arrival there wakes us again
    }
    var before = Optional.ofNullable(resource.getStatus()).orElseGet(AddressPoolStatus::new);
    long used = pool.get().assignable().stream().mapToLong(cluster.ledger::heldIn).sum();
    var status = new AddressPoolStatus();
    status.setObservedGeneration(resource.getMetadata().getGeneration());
    status.setCapacity(pool.get().capacity());
    status.setUsed(used);
    status.setFree(pool.get().capacity() - used);
    status.setGuarded(guarded(resource, pool.get()));
    var findings = PoolFindings.of(pool.get(), used);
    status.setConditions(
        Conditions.fold(
            before.getConditions(),
            findings,
            resource.getMetadata().getGeneration(),
            Clock.systemUTC()));
    if (json(status).equals(json(before))) {
      return UpdateControl.noUpdate();
    }
    var wait = untilNextWrite(name, before.getConditions());
    if (wait.isPositive()) {
      return UpdateControl.<AddressPool>noUpdate().rescheduleAfter(wait);
    }
    write(resource, status);
    events.warn(resource, before.getConditions(), findings);
    return UpdateControl.noUpdate();
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

  private Duration untilNextWrite(String name, List<Condition> before) {
    var last = lastWrite.get(name);
    return last == null || before.isEmpty()
        ? Duration.ZERO
        : PERIOD.minusNanos(System.nanoTime() - last);
  }

  private void write(AddressPool resource, AddressPoolStatus status) {
    var patch = new AddressPool();
    patch.setMetadata(new ObjectMetaBuilder().withName(resource.getMetadata().getName()).build());
    patch.setSpec(null);
    patch.setStatus(status);
    client.resource(patch).subresource("status").patch(Publisher.applyContext());
    lastWrite.put(resource.getMetadata().getName(), System.nanoTime());
  }

  private Map<?, ?> json(AddressPoolStatus status) {
    return client.getKubernetesSerialization().convertValue(status, Map.class);
  }
}
