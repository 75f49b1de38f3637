// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import dev.fixpoint.ops.Metric.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Writes the reference of metrics from [Metric]: `make generate`.
public class GenerateMetrics {

  static final Path FILE = Path.of("docs/metrics.md");

  private static final String BEGIN =
      """
      # Metrics

      Generated from `dev.fixpoint.ops.Metric` by `make generate`. Do not edit.

      Operator and agents serve them in the format of Prometheus at `/q/metrics`: the operator at port 8080, an agent at
      port 9970 of its node. Names, labels and units are stable. Labels name nodes, pools and kinds, of which there are
      few, and VirtualServices only up to a limit. A name in `_seconds` is in seconds, one in `_total` only grows, as long
      as the process lives; all others are plain numbers of now.
      """;

  private static final String END =
      """

      A histogram `NAME` is served as `NAME_bucket{le}`, `NAME_count` and `NAME_sum`, with the greatest of late as
      `NAME_max`. What `leader` serves, a stand-by operator serves once it leads.

      The latency of programming is told by two clocks, the operator's and the node's: the operator writes the time at
      which it learned of the first change that led to a write into the annotation
      `fixpoint.dev/last-change-trigger-time` of the RoutingIntent.

      Beside these there are those of the JVM (`jvm_…`, `process_…`), of the HTTP server (`http_server_…`) and of the
      operator framework (`operator_sdk_…`); their names are those of their makers, and may change with a release.

      [Alerts](runbooks.md) and the two dashboards of the chart ask for metrics of this list and no others.
      """;

  public static void main(String... args) throws IOException {
    Files.writeString(FILE, text());
  }

  static String text() {
    var text = new StringBuilder(BEGIN);
    for (var role : Metric.Role.values()) {
      text.append("\n## Of ").append(title(role)).append("\n\n");
      text.append("| metric | type | meaning |\n|---|---|---|\n");
      Arrays.stream(Metric.values())
          .filter(metric -> metric.role() == role)
          .map(GenerateMetrics::row)
          .forEach(text::append);
    }
    return text.append(END).toString();
  }

  private static String title(Metric.Role role) {
    return switch (role) {
      case BOTH -> "both roles";
      case OPERATOR -> "every operator";
      case LEADER -> "the operator that leads";
      case AGENT -> "each agent";
    };
  }

  private static String row(Metric metric) {
    var labels =
        metric.labels().isEmpty()
            ? ""
            : metric.labels().stream().collect(Collectors.joining(",", "{", "}"));
    return "| `%s%s` | %s | %s |\n"
        .formatted(metric.prometheusName(), labels, word(metric.type()), metric.meaning());
  }

  private static String word(Type type) {
    return type.word();
  }
}
