// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.status.Rollout.Written;
import dev.fixpoint.vip.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// How far the intent that was written at resourceVersion 100 has come.
class RolloutTest {
  private static final Key KEY = new Key("shop", "web");

  record Row(String name, List<LiveNode> nodes, boolean complete, Rollout expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        row(
            "all have passed it",
            true,
            new Rollout(2, 2, List.of(), "", List.of()),
            node("a", 100),
            node("b", 500)),
        row(
            "one lags by one",
            false,
            new Rollout(1, 2, List.of("b"), "", List.of()),
            node("a", 100),
            node("b", 99)),
        row(
            "one has just started",
            false,
            new Rollout(1, 2, List.of("b"), "", List.of()),
            node("a", 100),
            node("b", 0)),
        row(
            "one lags with the clients of its rule",
            false,
            new Rollout(1, 2, List.of("b"), "", List.of()),
            node("a", 100),
            new LiveNode("b", 100, 39, Map.of())),
        row("no live node: nobody routes it", false, new Rollout(0, 0, List.of(), "", List.of())),
        row(
            "a node that refuses it is no node that routes it, whatever it has seen",
            false,
            new Rollout(1, 2, List.of("b"), "node b: too many elements", List.of()),
            node("a", 100),
            failing("b", 500, KEY, "too many elements")),
        row(
            "a node that refuses another is fine",
            true,
            new Rollout(1, 1, List.of(), "", List.of()),
            failing("b", 100, new Key("shop", "other"), "x")),
        row(
            "the first failure stands for all",
            false,
            new Rollout(0, 2, List.of("a", "b"), "node a: one", List.of()),
            failing("a", 100, KEY, "one"),
            failing("b", 100, KEY, "two")),
        row(
            "who lags is named in order",
            false,
            new Rollout(0, 3, List.of("a", "b", "c"), "", List.of()),
            node("c", 1),
            node("a", 1),
            node("b", 1)),
        row(
            "ten at most, the first by name",
            false,
            new Rollout(
                0, 25, IntStream.range(10, 20).mapToObj(i -> "n" + i).toList(), "", List.of()),
            IntStream.range(10, 35)
                .mapToObj(i -> node("n" + (44 - i), 1))
                .toArray(LiveNode[]::new)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void counts(Row row) {
    var rollout = Rollout.of(KEY, new Written(100, 40), row.nodes());

    assertThat(rollout).isEqualTo(row.expected());
    assertThat(rollout.complete()).isEqualTo(row.complete());
  }

  @Property
  void isCompleteExactlyWhenThereIsANodeAndNoneLacksIt(
      @ForAll @Size(max = 5) List<@LongRange(min = 98, max = 101) Long> watermarks) {
    var nodes = new ArrayList<LiveNode>();
    watermarks.forEach(watermark -> nodes.add(node("n" + nodes.size(), watermark)));

    assertThat(Rollout.of(KEY, new Written(100, 40), nodes).complete())
        .isEqualTo(!watermarks.isEmpty() && watermarks.stream().allMatch(w -> w >= 100));
  }

  private static Row row(String name, boolean complete, Rollout expected, LiveNode... nodes) {
    return new Row(name, List.of(nodes), complete, expected);
  }

  private static LiveNode node(String name, long watermark) {
    return new LiveNode(name, watermark, 40, Map.of());
  }

  private static LiveNode failing(String name, long watermark, Key key, String why) {
    return new LiveNode(name, watermark, 40, Map.of(key, why));
  }
}
