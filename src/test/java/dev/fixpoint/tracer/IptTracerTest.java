// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fixpoint.dataplane.iptables.IptRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class IptTracerTest {
  private static final Shape SHAPE = Shapes.all().findFirst().orElseThrow();
  private static final String COMPILED = compiled(SHAPE);

  private static String compiled(Shape shape) {
    var world = World.of(shape);
    return IptRules.compile(world.table(), world.rules());
  }

  static Stream<Shape> shapes() {
    return Shapes.all();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  @DisplayName("T37 the rules of iptables of every shape do with a packet what they should")
  void tracesEveryShape(Shape shape) {
    var trace = IptTracer.of(compiled(shape)).trace(shape.packet());

    assertThat(Shape.told(trace)).isEqualTo(Shapes.byCluster(shape).expected());
  }

  static Stream<Arguments> unknown() {
    return Stream.of(
        arguments("-j REJECT --reject-with tcp-reset", "-j REJECT --reject-with icmp-proto"),
        arguments("-p tcp -m tcp --dport 80", "-p tcp -m multiport --dports 80"),
        arguments("--ctstate NEW", "--ctstate INVALID"),
        arguments("-d 10.96.0.1/32", "-d 10.96.0.01/32"),
        arguments("-p tcp -m tcp", "-p ah -m tcp"),
        arguments("--random-fully", "--random"),
        arguments("10.1.0.1:8080", "10.1.0.1:x"),
        arguments("--rcheck --seconds 2", "--rcheck --hitcount 2"),
        arguments("-g FIXPOINT-REFUSE", "-g FIXPOINT-NOWHERE"));
  }

  @ParameterizedTest
  @MethodSource("unknown")
  @DisplayName("T37 what is unknown in iptables is an error that names it")
  void guessesNothing(String known, String other) {
    var rules = COMPILED.replace(known, other);
    assertThat(rules.equals(COMPILED)).as("rules have <%s>", known).isEqualTo(false);
    var refused = Shape.of("", SHAPE.spec(), SHAPE.from(), "10.96.0.1:82/TCP", "").packet();

    assertThatThrownBy(
            () -> {
              var tracer = IptTracer.of(rules);
              tracer.trace(SHAPE.packet());
              tracer.trace(refused);
            })
        .isInstanceOf(UnknownRule.class);
  }

  @Test
  void withoutRulesNothingIsTouched() {
    assertThat(Shape.told(IptTracer.of("").trace(SHAPE.packet()))).isEqualTo("untouched");
  }

  @Test
  void whatOthersHaveIsPassedOver() {
    var theirs =
        COMPILED.replace(
            "*nat\n",
            "*nat\n:KUBE-SERVICES - [0:0]\n-A PREROUTING -m nfacct --x -j KUBE-SERVICES\n");

    assertThat(Shape.told(IptTracer.of(theirs).trace(SHAPE.packet()))).isEqualTo("p1 1");
  }

  @Test
  void aLoopEnds() {
    var loop = COMPILED.replaceFirst("-j (FIXPOINT-S-\\S+)", "-j FIXPOINT-INSIDE");

    assertThatThrownBy(() -> IptTracer.of(loop).trace(SHAPE.packet()))
        .hasMessageContaining("too many jumps");
  }

  @Test
  void tellsTheWay() {
    var way = IptTracer.of(COMPILED).trace(SHAPE.packet()).outcomes().getFirst().way();

    assertThat(way)
        .extracting(step -> step.chain().replaceFirst("-[BS]-.*", "-hashed") + ": " + step.rule())
        .startsWith("PREROUTING: -j FIXPOINT-PREROUTING", "FIXPOINT-PREROUTING: -g FIXPOINT-INSIDE")
        .contains("FIXPOINT-hashed: -p tcp -j DNAT --to-destination 10.1.0.1:8080");
  }

  @ParameterizedTest
  @CsvSource({
    "1073741824, 1/2",
    "715827883, 1/3",
    "1431655765, 2/3",
    "214748365, 1/10",
    "21474836, 1/100"
  })
  @DisplayName("the 31 bits of a probability stand for the simplest part that they round")
  void bitsAreParts(long bits, String part) {
    var chance = Chance.ofBits(bits);
    assertThat(chance.fraction()).hasToString(part);
    assertThat(chance.plus(chance.rest())).isEqualTo(Chance.CERTAIN);
  }
}
