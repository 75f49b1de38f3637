// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.ops.Meters;
import dev.fixpoint.ops.Meters.PoolUse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// What the operator's metrics show of the cluster.
@Singleton
class Gauges {
  private final Meters meters;
  private final Cluster cluster;
  private final Acks acks;
  private final Wakeups wakeups;
  private final Leadership leadership;
  private final Consumer<Map<String, Duration>> ackAges;
  private final Consumer<Map<String, PoolUse>> pools;

  Gauges(Meters meters, Cluster cluster, Acks acks, Wakeups wakeups, Leadership leadership) {
    this.meters = meters;
    this.cluster = cluster;
    this.acks = acks;
    this.wakeups = wakeups;
    this.leadership = leadership;
    this.ackAges = meters.ackAges();
    this.pools = meters.pools();
  }

  /// Shows what is read whenever somebody asks.
  void register() {
    cluster.mirrors().forEach(mirror -> meters.watch(mirror.name(), mirror::age));
    meters.nodes(() -> acks.nodes().live().size(), () -> acks.nodes().absent().size());
    meters.pendingChanges(wakeups::pendingChanges);
    meters.leader(leadership::leads);
  }

  /// Reads anew what is counted for each node and each pool.
  void read() {
    var ages = new HashMap<String, Duration>();
    for (var routing : cluster.routings.all()) {
      ages.put(routing.node(), Duration.ofNanos(System.nanoTime() - routing.received()));
    }
    ackAges.accept(ages);
    var uses = new HashMap<String, PoolUse>();
    for (var pool : cluster.judgedPools()) {
      long used = pool.assignable().stream().mapToLong(cluster.ledger::heldIn).sum();
      uses.put(pool.name(), new PoolUse(pool.capacity(), used));
    }
    pools.accept(uses);
  }
}
