// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Alerts and dashboards ask for metrics that there are, and each alert has its runbook.
class MonitoringTest {

  private static final Pattern METRIC = Pattern.compile("fixpoint_[a-z_]+");

  private static JsonNode alerts() throws IOException {
    return new YAMLMapper().readTree(Path.of("helm/files/alerts.yaml").toFile());
  }

  /// The metrics of the reference, which a test of their own compares with those that are served.
  private static Set<String> documented() throws IOException {
    return metrics(Files.readString(Path.of("docs/reference.md")));
  }

  private static Set<String> metrics(String text) {
    var names = new TreeSet<String>();
    METRIC.matcher(text).results().forEach(m -> names.add(m.group().replaceFirst("_bucket$", "")));
    return names;
  }

  @Test
  void alertsAskForMetricsThatThereAre() throws IOException {
    var known = documented();
    for (var alert : alerts()) {
      var asked = metrics(alert.get("expr").asText());
      assertThat(asked).as(alert.get("alert").asText()).isNotEmpty().isSubsetOf(known);
    }
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
    alerts().forEach(alert -> used.add(alert.at("/annotations/runbook").asText()));
    assertThat(used).isEqualTo(headings);
  }

  @Test
  void dashboardsAskForMetricsThatThereAre() throws IOException {
    var known = documented();
    var queries = new ArrayList<String>();
    for (var dashboard : List.of("fleet")) {
      var json =
          new ObjectMapper()
              .readTree(Path.of("helm/files/dashboards", dashboard + ".json").toFile());
      json.findValuesAsText("expr").forEach(queries::add);
    }
    assertThat(queries)
        .isNotEmpty()
        .allSatisfy(query -> assertThat(metrics(query)).isNotEmpty().isSubsetOf(known));
  }
}
