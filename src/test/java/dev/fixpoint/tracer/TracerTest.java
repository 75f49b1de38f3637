// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TracerTest {

  static Stream<Shape> shapes() {
    return Shapes.all();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  @DisplayName("T37 the rules of every shape do with a packet what they should")
  void tracesEveryShape(Shape shape) {
    var trace = Tracer.of(World.of(shape).compiled()).trace(shape.packet());

    assertThat(Shape.told(trace)).isEqualTo(shape.expected());
  }
}
