// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CalmTest {

  static Stream<Arguments> rows() {
    return Stream.of(
        Arguments.of("one quiet second is not enough", false, seconds(0.9, 0.01)),
        Arguments.of("two are", true, seconds(0.9, 0.01, 0.02)),
        Arguments.of("a busy one between them", false, seconds(0.01, 0.4, 0.02)),
        Arguments.of("a little, all the time", true, seconds(0.2, 0.25, 0.2, 0.22, 0.21)),
        Arguments.of("a little, not yet for long", false, seconds(0.2, 0.25, 0.2, 0.22)),
        Arguments.of("much, all the time", false, seconds(1, 1, 1, 1, 1, 1)),
        Arguments.of("a little less each time", false, seconds(0.28, 0.25, 0.2, 0.18, 0.15)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void calm(String name, boolean expected, double... seconds) {
    var calm = new Calm();
    var all = DoubleStream.of(seconds).mapToObj(calm::after).toList();
    assertThat(all.getLast()).isEqualTo(expected);
  }

  private static double[] seconds(double... seconds) {
    return seconds;
  }
}
