// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnalysisTest {

  static Stream<Arguments> summaries() {
    return Stream.of(
        Arguments.of("one sample is all of them", values(7), new Summary(1, 7, 7, 7, 7)),
        Arguments.of("of two, the median is the lower", values(2, 1), new Summary(2, 1, 2, 2, 2)),
        Arguments.of("the order does not matter", values(3, 1, 2), new Summary(3, 2, 3, 3, 3)),
        Arguments.of(
            "of two hundred, nearest rank",
            IntStream.rangeClosed(1, 200).mapToObj(Double::valueOf).toList(),
            new Summary(200, 100, 180, 198, 200)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("summaries")
  void summary(String name, List<Double> values, Summary expected) {
    assertThat(Summary.of(values)).isEqualTo(expected);
  }

  static Stream<Arguments> ratios() {
    return Stream.of(
        Arguments.of(
            "of all samples, with the spread of the rounds",
            List.of(values(1, 1, 1), values(2, 2, 2, 2)),
            List.of(values(10), values(20)),
            "0.2 (0.05–0.2)"),
        Arguments.of("one round each", List.of(values(3)), List.of(values(4)), "0.75 (0.75–0.75)"),
        Arguments.of("a peer without samples", List.of(values(3)), List.of(), "none"),
        Arguments.of("nothing of our own", List.of(), List.of(values(3)), "none"),
        Arguments.of("a peer that needs nothing", List.of(values(3)), List.of(values(0)), "none"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ratios")
  void ratio(String name, List<List<Double>> ours, List<List<Double>> peer, String expected) {
    assertThat(Ratio.of(ours, peer).map(Ratio::toString).orElse("none")).isEqualTo(expected);
  }

  static Stream<Arguments> figures() {
    return Stream.of(
        Arguments.of(0, "0"),
        Arguments.of(0.0123456, "0.0123"),
        Arguments.of(1.5, "1.5"),
        Arguments.of(99.96, "100"),
        Arguments.of(12_345.6, "12,346"),
        Arguments.of(2, "2"));
  }

  @ParameterizedTest
  @MethodSource("figures")
  void figure(double value, String expected) {
    assertThat(Figure.of(value)).isEqualTo(expected);
  }

  @Test
  @DisplayName("results come back from their text, and two runs are one with the values of both")
  void results() {
    var first = Samples.results();
    assertThat(Results.parse(first.print())).isEqualTo(first);
    var both = first.and(Samples.results());
    assertThat(both.series()).hasSize(2 * first.series().size());
    assertThat(both.environment()).isEqualTo(first.environment());
  }

  static List<Double> values(double... values) {
    return DoubleStream.of(values).boxed().toList();
  }
}
