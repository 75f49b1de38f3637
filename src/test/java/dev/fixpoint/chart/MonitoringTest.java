// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.fixpoint.ops.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Alerts and dashboards ask for metrics and labels that there are, and each alert has its runbook.
class MonitoringTest {
  private static final Map<String, Metric> METRICS =
      Arrays.stream(Metric.values())
          .collect(Collectors.toMap(Metric::prometheusName, Function.identity()));

  /// What Prometheus adds to all metrics of a pod: by itself, and as the PodMonitor asks.
  private static final Set<String> OF_THE_SCRAPE = Set.of("pod", "namespace", "job", "instance");

  private static final Pattern METRIC = Pattern.compile("(fixpoint_[a-z_]+)(\\{[^}]*\\})?");
  private static final Pattern MATCHER = Pattern.compile("([a-z_]+) *(?:=~|!~|!=|=)");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on) *\\(([^)]*)\\)");
  private static final Pattern SHOWN =
      Pattern.compile("\\$labels\\.([a-z_]+)|\\{\\{([a-z_]+)\\}\\}");
  private static final Pattern DIGITS = Pattern.compile("[0-9.]+");

  private static JsonNode alerts() throws IOException {
    return new YAMLMapper().readTree(Path.of("helm/files/alerts.yaml").toFile());
  }

  @TestFactory
  Stream<DynamicTest> alertsAskForWhatThereIs() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (var alert : alerts()) {
      var texts = alert.get("annotations").toString();
      var query = alert.get("expr").asText();
      tests.add(DynamicTest.dynamicTest(alert.get("alert").asText(), () -> check(query, texts)));
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> dashboardsAskForWhatThereIs() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (var name : List.of("fleet", "virtualservice")) {
      var dashboard = new ObjectMapper().readTree(dashboard(name).toFile());
      assertThat(dashboard.get("uid").asText()).isEqualTo("fixpoint-" + name);
      for (var panel : dashboard.get("panels")) {
        for (var target : panel.path("targets")) {
          var title = name + ": " + panel.get("title").asText();
          var query = target.get("expr").asText();
          var legend = target.path("legendFormat").asText();
          tests.add(DynamicTest.dynamicTest(title, () -> check(query, legend)));
        }
      }
      for (var variable : dashboard.at("/templating/list")) {
        if (variable.get("type").asText().equals("query")) {
          var title = name + ": variable " + variable.get("name").asText();
          var query = variable.get("query").asText();
          tests.add(DynamicTest.dynamicTest(title, () -> checkVariable(query)));
        }
      }
    }
    return tests.stream();
  }

  private static Path dashboard(String name) {
    return Path.of("helm/files/dashboards", name + ".json");
  }

  /// @param shown where labels are shown
  private static void check(String query, String shown) {
    var asked = METRIC.matcher(query).results().toList();
    assertThat(asked).as("metrics in %s", query).isNotEmpty();
    var known = new TreeSet<>(OF_THE_SCRAPE);
    for (var ask : asked) {
      var metric = metric(ask.group(1));
      known.addAll(labels(metric));
      if (ask.group(2) != null) {
        assertThat(found(MATCHER, ask.group(2)))
            .as("labels of %s in %s", ask.group(1), query)
            .isSubsetOf(Stream.concat(labels(metric).stream(), OF_THE_SCRAPE.stream()).toList());
      }
    }
    for (var group : GROUPING.matcher(query).results().toList()) {
      assertThat(List.of(group.group(1).split(" *, *")))
          .as("grouping in %s", query)
          .isSubsetOf(known);
    }
    assertThat(found(SHOWN, shown)).as("labels that %s shows", shown).isSubsetOf(known);
  }

  /// `label_values(fixpoint_x, label)`
  private static void checkVariable(String query) {
    var parts = query.replaceFirst("^label_values\\((.*)\\)$", "$1").split(" *, *");
    assertThat(labels(metric(parts[0]))).as(query).contains(parts[1]);
  }

  private static Metric metric(String name) {
    var exact = METRICS.get(name);
    if (exact != null && exact.type() != Metric.Type.HISTOGRAM) {
      return exact;
    }
    var histogram = METRICS.get(name.replaceFirst("_(bucket|count|sum|max)$", ""));
    assertThat(histogram).as("metric %s", name).isNotNull();
    assertThat(histogram.type()).as("type of %s", name).isEqualTo(Metric.Type.HISTOGRAM);
    assertThat(METRICS).as("a histogram is asked by its series").doesNotContainKey(name);
    return histogram;
  }

  /// Its own, that of a histogram's buckets, and the node that the PodMonitor adds to agents'.
  private static Set<String> labels(Metric metric) {
    var labels = new TreeSet<>(metric.labels());
    if (metric.type() == Metric.Type.HISTOGRAM) {
      labels.add("le");
    }
    if (metric.role() == Metric.Role.AGENT) {
      labels.add("node");
    }
    return labels;
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void eachAlertHasItsRunbook() throws IOException {
    var headings = new TreeSet<String>();
    for (var line : Files.readAllLines(Path.of("docs/runbooks.md"))) {
      if (line.startsWith("## ")) {
        headings.add("docs/runbooks.md#" + line.substring(3).toLowerCase(Locale.ROOT));
      }
    }
    var used = new TreeSet<String>();
    for (var alert : alerts()) {
      var runbook = alert.at("/annotations/runbook").asText();
      var name = DIGITS.matcher(alert.get("alert").asText()).replaceAll("");
      assertThat(runbook).endsWith("#" + name.toLowerCase(Locale.ROOT));
      used.add(runbook);
    }
    assertThat(used).isEqualTo(headings);
  }
}
