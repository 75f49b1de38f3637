// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Registers the meters of Fixpoint: each is one of [Metric], with a value for each of its labels,
/// in their order.
@Singleton
public class Meters {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
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

  private final MeterRegistry registry;

  public Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /// Read whenever somebody asks.
  public void gauge(Metric metric, Supplier<? extends Number> value, String... labels) {
    Gauge.builder(metric.base(), value::get)
        .description(metric.meaning())
        .baseUnit(unit(metric))
        .tags(tags(metric, List.of(labels)))
        .register(registry);
  }

  /// A gauge of a time, in seconds.
  public void age(Metric metric, Supplier<Duration> age, String... labels) {
    gauge(metric, () -> seconds(age.get()), labels);
  }

  /// What is counted elsewhere, and never grows less.
  public void counter(Metric metric, Supplier<? extends Number> count, String... labels) {
    FunctionCounter.builder(metric.base(), count, c -> c.get().doubleValue())
        .description(metric.meaning())
        .tags(tags(metric, List.of(labels)))
        .register(registry);
  }

  /// One row of a counter, made at its first call.
  public Counter counter(Metric metric, List<String> labels) {
    return Counter.builder(metric.base())
        .description(metric.meaning())
        .tags(tags(metric, labels))
        .register(registry);
  }

  /// Shows this row no more.
  public void remove(Counter row) {
    registry.remove(row);
  }

  /// A histogram of times.
  public Timer timer(Metric metric, String... labels) {
    return Timer.builder(metric.base())
        .description(metric.meaning())
        .serviceLevelObjectives(BUCKETS)
        .tags(tags(metric, List.of(labels)))
        .register(registry);
  }

  /// What is measured.
  public interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /// Does the work and counts how long it took, in a histogram with two labels: what it is, and
  /// `done`, or `failed` where it ends by an exception.
  ///
  /// @param failed the word for that
  public <T, E extends Exception> T time(Metric metric, String what, String failed, Work<T, E> work)
      throws E {
    long start = System.nanoTime();
    var outcome = failed;
    try {
      var result = work.run();
      outcome = "done";
      return result;
    } finally {
      timer(metric, what, outcome).record(Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /// A gauge with rows that come and go.
  ///
  /// @return takes all rows, by the values of their labels, in place of the former ones
  public Consumer<Map<List<String>, ? extends Number>> rows(Metric metric) {
    var gauge =
        MultiGauge.builder(metric.base())
            .description(metric.meaning())
            .baseUnit(unit(metric))
            .register(registry);
    return rows ->
        gauge.register(
            rows.entrySet().stream()
                .map(e -> MultiGauge.Row.of(tags(metric, e.getKey()), e.getValue()))
                .toList(),
            true);
  }

  /// In the unit of all metrics that are times.
  public static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  private static Tags tags(Metric metric, List<String> values) {
    var labels = metric.labels();
    if (labels.size() != values.size()) {
      throw new IllegalArgumentException(metric + " has the labels " + labels + ", not " + values);
    }
    var tags = Tags.empty();
    for (int i = 0; i < labels.size(); i++) {
      tags = tags.and(labels.get(i), values.get(i));
    }
    return tags;
  }

  private static String unit(Metric metric) {
    return metric.unit().isEmpty() ? null : metric.unit();
  }
}
