// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import java.util.OptionalDouble;

/// The bytes that a service of five endpoints takes in each place. Of a program: what its resident
/// memory has grown by since the least size, for each service that came on top.
final class PerService {
  private static final double MEBI = 1024 * 1024;
  private static final String NOTHING = "–";

  private final Results results;

  PerService(Results results) {
    this.results = results;
  }

  String markdown() {
    var sizes = results.sizes(Measure.RSS_NODE);
    if (sizes.size() < 2) {
      return Page.NOT_MEASURED;
    }
    var text = new StringBuilder("**Bytes for each service**\n\n");
    text.append(
        Page.row(
            "services",
            "system",
            "operator or controller-manager",
            "agent or kube-proxy",
            "kernel",
            "API server keeps"));
    text.append("|---|---|--:|--:|--:|--:|\n");
    for (int size : sizes.subList(1, sizes.size())) {
      for (var contender : results.contenders(Measure.RSS_NODE)) {
        if (!results.values(Measure.RSS_NODE, contender, size).isEmpty()) {
          text.append(row(contender, size, sizes.getFirst()));
        }
      }
    }
    return text.toString();
  }

  private String row(Contender contender, int size, int least) {
    return Page.row(
        Figure.of(size),
        contender.title(),
        shown(growth(Measure.RSS_CONTROL, contender, size, least)),
        shown(growth(Measure.RSS_NODE, contender, size, least)),
        shown(results.median(Measure.KERNEL, contender, size)),
        shown(results.median(Measure.STORED, contender, size)));
  }

  private OptionalDouble growth(Measure measure, Contender contender, int size, int least) {
    var few = results.median(measure, contender, least);
    var many = results.median(measure, contender, size);
    return few.isEmpty() || many.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of((many.getAsDouble() - few.getAsDouble()) * MEBI / (size - least));
  }

  private static String shown(OptionalDouble value) {
    return value.isEmpty() ? NOTHING : Figure.of(value.getAsDouble());
  }
}
