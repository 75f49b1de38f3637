// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// How many times the peer's median a median is, and how far that varies between rounds.
///
/// @param low the least ratio of one of our rounds to one of the peer's
/// @param high the greatest
record Ratio(double value, double low, double high) {

  /// @return empty where one of them has no samples, or the peer's are nothing
  static Optional<Ratio> of(List<List<Double>> rounds, List<List<Double>> peer) {
    var ours = medians(rounds);
    var theirs = medians(peer);
    if (ours.isEmpty() || theirs.isEmpty() || theirs.stream().anyMatch(median -> median == 0)) {
      return Optional.empty();
    }
    var each =
        ours.stream()
            .flatMap(our -> theirs.stream().map(their -> our / their))
            .mapToDouble(Double::doubleValue)
            .summaryStatistics();
    return Optional.of(
        new Ratio(median(flat(rounds)) / median(flat(peer)), each.getMin(), each.getMax()));
  }

  private static List<Double> medians(List<List<Double>> rounds) {
    return rounds.stream().filter(round -> !round.isEmpty()).map(Ratio::median).toList();
  }

  private static List<Double> flat(List<List<Double>> rounds) {
    return rounds.stream().flatMap(List::stream).toList();
  }

  private static double median(Collection<Double> values) {
    return Summary.of(values).p50();
  }

  /// Such as `0.031 (0.028–0.033)`.
  @Override
  public String toString() {
    return "%s (%s–%s)".formatted(Figure.of(value), Figure.of(low), Figure.of(high));
  }
}
