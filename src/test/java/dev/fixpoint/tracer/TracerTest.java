// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TracerTest {
  private static final Shape SHAPE = Shapes.all().findFirst().orElseThrow();
  private static final String COMPILED = World.of(SHAPE).compiled();

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

  static Stream<Arguments> unknown() {
    return Stream.of(
        arguments(
            "@guarded drop",
            "@guarded counter packets 0 bytes 0 drop",
            "unknown rule: ip daddr @guarded counter packets 0 bytes 0 drop (at counter)"),
        arguments("\tdrop\n", "\tct state new drop\n", "unknown rule: ct state new drop (at ct)"),
        arguments(
            "\tdrop\n", "\tfib daddr type local drop\n", "unknown rule: fib daddr type local drop"),
        arguments(
            "\tdrop\n", "\tdrop comment \"x\"\n", "unknown rule: drop comment \"x\" (at comment)"),
        arguments("\tdrop\n", "\taccept\n", "unknown rule: accept (at accept)"),
        arguments("goto translate", "goto nowhere", "there is no chain nowhere"),
        arguments("goto translate", "goto inside", "too many jumps"),
        arguments("@picks", "@nothing", "there is no set nothing"),
        arguments("numgen random mod 1", "numgen random mod 0", "at its end"),
        arguments("ct status 0x20", "ct status 0x8", "unknown rule: ct status 0x8"),
        arguments(
            "hook output priority", "hook input priority", "unknown rule: type nat hook input"),
        arguments("policy accept", "policy drop", "unknown rule: type nat hook"),
        arguments("map picks", "flowtable picks", "unknown in a table: flowtable picks {"),
        arguments("flags interval", "auto-merge", "unknown in set guarded: auto-merge"),
        arguments("0:1 : goto pick-1", "0:1 : accept", "unknown rule: accept"),
        arguments("10.1.0.1 . 8080", "10.1.0.1", "unknown element of map slots"),
        arguments("10.1.0.1 . 8080", "10.1.0.01 . 8080", "no ipv4_addr: 10.1.0.01"),
        arguments("\"eth0\"", "eth0", "no ifname: eth0"),
        arguments("table ip ", "table inet ", "unknown table: table inet"),
        arguments("classid : verdict", "classid : mark", "unknown type: mark"));
  }

  @ParameterizedTest
  @MethodSource("unknown")
  @DisplayName("T37 what is unknown is an error that names it")
  void guessesNothing(String known, String other, String message) {
    var rules = COMPILED.replace(known, other);
    assertThat(rules.equals(COMPILED)).as("rules have <%s>", known).isEqualTo(false);

    assertThatThrownBy(() -> Tracer.of(rules).trace(SHAPE.packet()))
        .isInstanceOf(UnknownRule.class)
        .hasMessageContaining(message);
  }

  @Test
  void rulesThatBreakOffAreAnError() {
    var rules = COMPILED.substring(0, COMPILED.length() / 2);
    assertThatThrownBy(() -> Tracer.of(rules)).isInstanceOf(UnknownRule.class);
  }

  @Test
  void withoutRulesNothingIsTouched() {
    assertThat(Shape.told(Tracer.of("").trace(SHAPE.packet()))).isEqualTo("untouched");
  }

  @Test
  void tellsTheWay() {
    var way = Tracer.of(COMPILED).trace(SHAPE.packet()).outcomes().getFirst().way();

    assertThat(way)
        .extracting(Object::toString)
        .contains(
            "prerouting: goto inside",
            "inside: meta priority set ip daddr . meta l4proto . th dport map @vips goto choose"
                + "  # vips 10.96.0.1 . 6 . 80 : 0:1",
            "choose: meta priority vmap @picks  # picks 0:1 : goto pick-1",
            "pick-1: meta priority set numgen random mod 1  # drawn 0 of 0 to 0");
    assertThat(way.getLast().found())
        .containsExactly("slots 10.96.0.1 . 6 . 80 . none : 10.1.0.1 . 8080");
  }

  /// The reference values are of lookup3.c itself.
  @ParameterizedTest
  @CsvSource({
    "'', 0, deadbeef",
    "'', deadbeef, bd5b7dde",
    "Four score and seven years ago, 0, 17770551",
    "Four score and seven years ago, 1, cd628161"
  })
  void hashesAsLookup3Does(String key, String seed, String hash) {
    int found = Jenkins.hash(key.getBytes(US_ASCII), Integer.parseUnsignedInt(seed, 16));
    assertThat(Integer.toHexString(found)).isEqualTo(hash);
  }
}
