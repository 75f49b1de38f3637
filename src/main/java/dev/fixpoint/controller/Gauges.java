// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import static dev.fixpoint.ops.Meters.seconds;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.audit.Anomaly;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ops.Meters;
import dev.fixpoint.ops.Metric;
import dev.fixpoint.wire.StatusWire;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What the operator's metrics show of the cluster.
@Singleton
class Gauges {

  /// Those with rows that come and go.
  private static final List<Metric> READ =
      List.of(
          Metric.ACK_AGE,
          Metric.ACK_LAG,
          Metric.POOL_CAPACITY,
          Metric.POOL_USED,
          Metric.POOL_HELD,
          Metric.POOL_FREE,
          Metric.VIRTUAL_SERVICES,
          Metric.ADDRESS_ANOMALIES);

  private final Meters meters;
  private final Cluster cluster;
  private final Acks acks;
  private final Wakeups wakeups;
  private final Leadership leadership;
  private final Map<Metric, Consumer<Map<List<String>, ? extends Number>>> rows =
      new EnumMap<>(Metric.class);

  Gauges(Meters meters, Cluster cluster, Acks acks, Wakeups wakeups, Leadership leadership) {
    this.meters = meters;
    this.cluster = cluster;
    this.acks = acks;
    this.wakeups = wakeups;
    this.leadership = leadership;
    READ.forEach(metric -> rows.put(metric, meters.rows(metric)));
  }

  /// Shows what is read whenever somebody asks.
  void register(String role, String version) {
    meters.gauge(Metric.BUILD_INFO, () -> 1, version, role);
    for (var mirror : cluster.mirrors()) {
      meters.age(Metric.WATCH_AGE, mirror::age, mirror.name());
    }
    meters.gauge(Metric.NODES, () -> acks.nodes().live().size(), "live");
    meters.gauge(Metric.NODES, () -> acks.nodes().absent().size(), "absent");
    meters.gauge(Metric.PENDING_CHANGES, wakeups::pendingChanges);
    meters.gauge(Metric.LEADER, () -> leadership.leads() ? 1 : 0);
  }

  /// Reads anew what is counted for each node, each pool and each kind.
  void read(Collection<Anomaly> anomalies) {
    var ages = new HashMap<List<String>, Double>();
    for (var routing : cluster.routings.all()) {
      var age = Duration.ofNanos(System.nanoTime() - routing.received());
      ages.put(List.of(routing.node()), seconds(age));
    }
    show(Metric.ACK_AGE, ages);
    var lags = new HashMap<List<String>, Double>();
    acks.lags().forEach((node, lag) -> lags.put(List.of(node), seconds(lag)));
    show(Metric.ACK_LAG, lags);
    readPools();
    show(Metric.VIRTUAL_SERVICES, count(wakeups.allServices(), Gauges::readiness));
    show(Metric.ADDRESS_ANOMALIES, count(anomalies, anomaly -> List.of(anomaly.kind().name())));
  }

  private void readPools() {
    var held = cluster.ledger.ours().stream().filter(c -> c.heldUntil().isPresent()).toList();
    var capacity = new HashMap<List<String>, Long>();
    var used = new HashMap<List<String>, Long>();
    var kept = new HashMap<List<String>, Long>();
    var free = new HashMap<List<String>, Long>();
    for (var pool : cluster.judgedPools()) {
      var row = List.of(pool.name());
      long taken = pool.assignable().stream().mapToLong(cluster.ledger::heldIn).sum();
      capacity.put(row, pool.capacity());
      used.put(row, taken);
      kept.put(row, held.stream().map(Claim::ip).filter(pool::contains).count());
      free.put(row, pool.capacity() - taken);
    }
    show(Metric.POOL_CAPACITY, capacity);
    show(Metric.POOL_USED, used);
    show(Metric.POOL_HELD, kept);
    show(Metric.POOL_FREE, free);
  }

  private static List<String> readiness(VirtualService service) {
    return StatusWire.conditionsOf(service).stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .map(condition -> List.of(condition.getStatus(), condition.getReason()))
        .findFirst()
        .orElse(List.of("Unknown", ""));
  }

  private static <T> Map<List<String>, Long> count(
      Collection<T> all, Function<T, List<String>> row) {
    return all.stream().collect(Collectors.groupingBy(row, Collectors.counting()));
  }

  private void show(Metric metric, Map<List<String>, ? extends Number> values) {
    rows.get(metric).accept(values);
  }
}
