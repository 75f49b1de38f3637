// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import java.util.Comparator;
import java.util.List;

/// An [Explanation] for people: the verdict, then each stage in the order of the flow.
final class ExplanationText {
  private ExplanationText() {}

  static String of(Explanation explanation) {
    var text = new StringBuilder(explanation.verdict()).append('\n');
    explanation.causes().stream()
        .skip(1)
        .forEach(also -> text.append("Also (%s): %s%n".formatted(also.reason(), also.message())));
    if (!explanation.selector().isEmpty()) {
      text.append('\n');
      stages(explanation, text);
    }
    if (!explanation.client().isEmpty()) {
      line(text, "Client", explanation.client());
    }
    explanation.notes().forEach(note -> text.append("\nNote: ").append(note));
    return text.toString();
  }

  private static void stages(Explanation explanation, StringBuilder text) {
    line(text, "Selector", explanation.selector());
    if (!explanation.pods().isEmpty()) {
      // Those that are no endpoints first: a long list is cut.
      var pods =
          explanation.pods().stream()
              .sorted(Comparator.comparing(row -> row.endpoint().startsWith("yes")))
              .toList();
      text.append(
          Table.indented("POD", "ADDRESS", "NODE", "SHARE", "ENDPOINT")
              .rows(pods, p -> List.of(p.pod(), p.address(), p.node(), p.share(), p.endpoint())));
    }
    line(text, "Address", explanation.address());
    explanation.ports().forEach(port -> line(text, "Port", port));
    explanation.backends().forEach(backend -> line(text, "Backend", backend));
    line(text, "Access", explanation.access());
    explanation.outside().forEach(way -> line(text, "Outside", way));
    line(text, "Nodes", explanation.rollout());
    if (!explanation.nodes().isEmpty()) {
      var nodes =
          explanation.nodes().stream()
              .sorted(Comparator.comparing(row -> row.applied().equals("yes")))
              .toList();
      text.append(
          Table.indented("NODE", "APPLIED").rows(nodes, n -> List.of(n.node(), n.applied())));
    }
  }

  private static void line(StringBuilder text, String stage, String what) {
    text.append("%-10s%s%n".formatted(stage, what));
  }
}
