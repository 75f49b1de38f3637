// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is served is what the registry says: names, types and labels. By the registry that Quarkus
/// has, deprecated or not.
@SuppressWarnings("deprecation")
class MetersTest {
  private final PrometheusMeterRegistry prometheus =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(prometheus);

  @Test
  void theReferenceIsGenerated() throws IOException {
    assertThat(Files.readString(GenerateMetrics.FILE))
        .as("docs/metrics.md: run `make generate`")
        .isEqualTo(GenerateMetrics.text());
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void isServedAsItIsDescribed(Metric metric) {
    var values = Collections.nCopies(metric.labels().size(), "x");
    var labels = values.toArray(String[]::new);
    switch (metric.type()) {
      case GAUGE -> meters.gauge(metric, () -> 1, labels);
      case COUNTER -> meters.counter(metric, () -> 1, labels);
      case HISTOGRAM -> meters.timer(metric, labels).record(Duration.ofMillis(20));
    }
    var served = prometheus.scrape();
    assertThat(served)
        .contains("# TYPE " + metric.prometheusName() + " " + metric.type().word() + "\n")
        .contains("# HELP " + metric.prometheusName() + " " + metric.meaning() + "\n");
    assertThat(metric.labels()).allSatisfy(label -> assertThat(served).contains(label + "=\"x\""));
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void hasANameThatPrometheusRecommends(Metric metric) {
    assertThat(metric.prometheusName()).matches("fixpoint_[a-z]+(_[a-z]+)*");
    assertThat(metric.labels()).allMatch(label -> label.matches("[a-z]+"));
    assertThat(metric.meaning()).isNotBlank().doesNotEndWith(".");
  }

  @Test
  void rowsThatAreNotShownAgainAreGone() {
    var rows = meters.rows(Metric.POOL_USED);
    rows.accept(Map.of(List.of("a"), 1, List.of("b"), 2));
    rows.accept(Map.of(List.of("b"), 3));
    assertThat(prometheus.scrape()).contains("pool=\"b\"").doesNotContain("pool=\"a\"");
  }

  @Test
  void theValuesOfLabelsAreCounted() {
    assertThatThrownBy(() -> meters.gauge(Metric.POOL_USED, () -> 1))
        .hasMessage("POOL_USED has the labels [pool], not []");
  }
}
