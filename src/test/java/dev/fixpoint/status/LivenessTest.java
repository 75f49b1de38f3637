// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.status.Liveness.Seen;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.status.Rollout.Written;
import dev.fixpoint.vip.Key;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LivenessTest {
  private static final Duration SILENT_AFTER = Duration.ofSeconds(40);
  private static final Key KEY = new Key("shop", "web");

  /// @param expected `live`, `nothing`, or why the node does not count
  record Row(String name, Seen seen, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("Ready, and just heard", node("n1", 7, 0, true), "live"),
        new Row("heard a moment before the limit", node("n1", 7, 39_999, true), "live"),
        new Row("silent for as long as the limit", node("n1", 7, 40_000, true), "silent"),
        new Row("silent for a day", node("n1", 7, 86_400_000, true), "silent"),
        new Row("reports, but its Node is not Ready", node("n1", 7, 0, false), "not Ready"),
        new Row("silent and not Ready", node("n1", 7, 50_000, false), "silent"),
        new Row("no ack yet: nothing is known", seen("n1", null, 0, true), "nothing"),
        new Row("T47: a NodeRouting that no Node has", seen("n1", 7L, 0, null), "nothing"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void counts(Row row) {
    var nodes = Liveness.judge(List.of(row.seen()), SILENT_AFTER);

    switch (row.expected()) {
      case "live" -> {
        assertThat(nodes.live()).extracting(LiveNode::name).containsExactly("n1");
        assertThat(nodes.absent()).isEmpty();
      }
      case "nothing" -> assertThat(nodes).isEqualTo(Rollout.Nodes.NONE);
      default -> {
        assertThat(nodes.live()).isEmpty();
        assertThat(nodes.absent()).singleElement().asString().contains("n1", row.expected());
      }
    }
  }

  @Test
  void namesComeInOrder() {
    var nodes =
        Liveness.judge(
            List.of(
                node("d", 1, 0, true),
                node("b", 1, 50_000, true),
                node("c", 1, 0, true),
                node("a", 1, 0, false)),
            SILENT_AFTER);

    assertThat(nodes.live()).extracting(LiveNode::name).containsExactly("c", "d");
    assertThat(nodes.absent()).extracting(Rollout.Absent::name).containsExactly("a", "b");
  }

  @Test
  @DisplayName("T48: one node that lies about its progress or its failures changes nobody else's")
  void aLiarSpeaksForItselfAlone() {
    var honest = node("a", 100, 0, true);
    var behind = node("b", 99, 0, true);
    var boaster = node("liar", Long.MAX_VALUE, 0, true);

    var rollout =
        Rollout.of(
            KEY, new Written(100), Liveness.judge(List.of(honest, behind, boaster), SILENT_AFTER));

    assertThat(rollout.complete()).isFalse();
    assertThat(rollout.programmed()).isEqualTo(2);
    assertThat(rollout.laggards()).containsExactly("b");
    var complaint = new LiveNode("liar", 100, Map.of(KEY, "never"));
    var complainer = new Seen("liar", Optional.of(complaint), Duration.ZERO, Optional.of(true));
    var blocked =
        Rollout.of(
            KEY, new Written(100), Liveness.judge(List.of(honest, complainer), SILENT_AFTER));
    assertThat(blocked.programmed()).isEqualTo(1);
    assertThat(blocked.failure()).isEqualTo("node liar: never");
    var other = Rollout.of(new Key("shop", "other"), new Written(100), List.of(complaint));
    assertThat(other.complete()).isTrue();
  }

  @Test
  @DisplayName("T48: a node that says nothing more holds nobody up for longer than the limit")
  void aSilentNodeIsWaitedForNoLonger() {
    var routes = node("a", 100, 0, true);

    var before =
        Rollout.of(
            KEY,
            new Written(100),
            Liveness.judge(List.of(routes, node("b", 1, 39_000, true)), SILENT_AFTER));
    var after =
        Rollout.of(
            KEY,
            new Written(100),
            Liveness.judge(List.of(routes, node("b", 1, 40_000, true)), SILENT_AFTER));

    assertThat(before.complete()).isFalse();
    assertThat(after.complete()).isTrue();
    assertThat(after.absent()).extracting(Rollout.Absent::name).containsExactly("b");
  }

  private static Seen node(String name, long watermark, long silentMillis, boolean ready) {
    return seen(name, watermark, silentMillis, ready);
  }

  private static Seen seen(String name, Long watermark, long silentMillis, Boolean ready) {
    return new Seen(
        name,
        Optional.ofNullable(watermark).map(w -> new LiveNode(name, w, Map.of())),
        Duration.ofMillis(silentMillis),
        Optional.ofNullable(ready));
  }
}
