// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// All meters of Fixpoint. Labels name nodes, pools and kinds, of which there are few, and never a
/// VirtualService or a pod.
@Singleton
public class Meters {
  private static final Duration[] LATENCIES = {
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  /// What is known of one pool.
  public record PoolUse(long capacity, long used) {}

  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /// How long ago the API server said anything about a kind.
  public void watch(String kind, Supplier<Duration> age) {
    Gauge.builder("fixpoint.watch.age", () -> seconds(age.get()))
        .description("How long ago the API server last said anything about this kind")
        .baseUnit("seconds")
        .tag("kind", kind)
        .register(registry);
  }

  /// From the moment at which the operator learned of a change of a pod to the kernel of this node.
  public Timer programmingLatency() {
    return Timer.builder("fixpoint.programming.latency")
        .description("From the operator's learning of a pod's change to this node's kernel")
        .serviceLevelObjectives(LATENCIES)
        .register(registry);
  }

  public void kernelDifferences(Supplier<Number> count) {
    Gauge.builder("fixpoint.kernel.differences", count)
        .description("Elements found different from what was written, and mended, since the start")
        .register(registry);
  }

  /// VirtualServices of which a pod has changed and that have not been looked at since.
  public void pendingChanges(Supplier<Number> count) {
    Gauge.builder("fixpoint.pending.changes", count)
        .description("VirtualServices that wait to be reconciled after a change of a pod")
        .register(registry);
  }

  /// Whether this operator leads: 1, or 0 on a stand-by.
  public void leader(Supplier<Boolean> leads) {
    Gauge.builder("fixpoint.leader", () -> leads.get() ? 1 : 0)
        .description("1 while this operator leads")
        .register(registry);
  }

  /// How long ago each node's agent was heard; another call replaces all.
  ///
  /// @return takes the silence of each node
  public Consumer<Map<String, Duration>> ackAges() {
    var gauge =
        MultiGauge.builder("fixpoint.ack.age")
            .description("How long ago the agent of this node was last heard")
            .baseUnit("seconds")
            .register(registry);
    return ages ->
        gauge.register(
            ages.entrySet().stream()
                .map(e -> MultiGauge.Row.of(Tags.of("node", e.getKey()), seconds(e.getValue())))
                .toList(),
            true);
  }

  /// How many nodes count, and how many that reported once do not.
  public void nodes(Supplier<Number> live, Supplier<Number> absent) {
    var text = "Nodes by whether Programmed waits for them";
    Gauge.builder("fixpoint.nodes", live).description(text).tag("state", "live").register(registry);
    Gauge.builder("fixpoint.nodes", absent)
        .description(text)
        .tag("state", "absent")
        .register(registry);
  }

  /// Addresses of each pool; another call replaces all.
  ///
  /// @return takes the use of each pool
  public Consumer<Map<String, PoolUse>> pools() {
    var capacity =
        MultiGauge.builder("fixpoint.pool.capacity")
            .description("Addresses of this pool that can be had, held ones included")
            .register(registry);
    var used =
        MultiGauge.builder("fixpoint.pool.used")
            .description("Addresses of this pool that are held")
            .register(registry);
    return pools -> {
      capacity.register(
          pools.entrySet().stream()
              .map(e -> MultiGauge.Row.of(Tags.of("pool", e.getKey()), e.getValue().capacity()))
              .toList(),
          true);
      used.register(
          pools.entrySet().stream()
              .map(e -> MultiGauge.Row.of(Tags.of("pool", e.getKey()), e.getValue().used()))
              .toList(),
          true);
    };
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
