// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import java.util.Collection;

/// What samples come to. A percentile is the smallest sample that is not below so many of them
/// (nearest rank), so each figure was really measured.
record Summary(int count, double p50, double p90, double p99, double max) {

  /// @param values at least one
  static Summary of(Collection<Double> values) {
    var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Summary(
        sorted.length,
        rank(sorted, 0.5),
        rank(sorted, 0.9),
        rank(sorted, 0.99),
        sorted[sorted.length - 1]);
  }

  private static double rank(double[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
