// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.endpoints.Pod.Gate;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A pod that asks for the gate is an endpoint before it is Ready, and ceases to be one when it
/// ceases to be Ready.
class GateWireTest {
  private static final String EARLY = "2026-01-01T00:00:00Z";
  private static final String LATE = "2026-01-01T00:00:05Z";

  /// @param conditions as `TYPE=STATUS@TIME`
  record Row(String name, String gates, String conditions, Gate gate, boolean ready) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("asks for nothing, Ready", "", "Ready=True", Gate.NONE, true),
        new Row(
            "asks for nothing: its containers alone are not enough",
            "",
            "ContainersReady=True Ready=False",
            Gate.NONE,
            false),
        new Row(
            "waits for our gate alone",
            "fixpoint.dev/programmed",
            "ContainersReady=True Ready=False",
            Gate.CLOSED,
            true),
        new Row(
            "its containers are not ready",
            "fixpoint.dev/programmed",
            "ContainersReady=False Ready=False",
            Gate.CLOSED,
            false),
        new Row(
            "waits for another gate too",
            "fixpoint.dev/programmed example.com/lb",
            "ContainersReady=True Ready=False example.com/lb=False",
            Gate.CLOSED,
            false),
        new Row(
            "another gate is open",
            "fixpoint.dev/programmed example.com/lb",
            "ContainersReady=True Ready=False example.com/lb=True",
            Gate.CLOSED,
            true),
        new Row(
            "our gate is shut: as if it had never been open",
            "fixpoint.dev/programmed",
            "ContainersReady=True Ready=False fixpoint.dev/programmed=False",
            Gate.CLOSED,
            true),
        new Row(
            "Ready, our gate open",
            "fixpoint.dev/programmed",
            "ContainersReady=True Ready=True fixpoint.dev/programmed=True",
            Gate.OPEN,
            true),
        new Row(
            "our gate has just opened, the kubelet has not followed yet",
            "fixpoint.dev/programmed",
            "ContainersReady=True Ready=False@%s fixpoint.dev/programmed=True@%s"
                .formatted(EARLY, LATE),
            Gate.OPEN,
            true),
        new Row(
            "not Ready since the gate opened, as when its node falls silent",
            "fixpoint.dev/programmed",
            "ContainersReady=True Ready=False@%s fixpoint.dev/programmed=True@%s"
                .formatted(LATE, EARLY),
            Gate.OPEN,
            false),
        new Row(
            "a container has failed since the gate opened",
            "fixpoint.dev/programmed",
            "ContainersReady=False Ready=False fixpoint.dev/programmed=True",
            Gate.OPEN,
            false),
        new Row(
            "a condition of our name, and no gate",
            "",
            "ContainersReady=True Ready=False fixpoint.dev/programmed=True",
            Gate.NONE,
            false),
        new Row(
            "an unreadable time is long ago",
            "fixpoint.dev/programmed",
            "ContainersReady=True Ready=False@soon fixpoint.dev/programmed=True@" + LATE,
            Gate.OPEN,
            true));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void judges(Row row) {
    var pod = PodWire.parse(pod(row.gates(), row.conditions()));

    assertThat(pod.gate()).isEqualTo(row.gate());
    assertThat(pod.ready()).isEqualTo(row.ready());
  }

  @Test
  void aPodIsDrainedWhenTheOperatorSaysSo() {
    var waiting = pod("fixpoint.dev/programmed", "fixpoint.dev/programmed=True");
    var drained = GateWire.drained("u", "because", Instant.parse(LATE));
    var opened = GateWire.open("u", "because", Instant.parse(LATE));

    assertThat(GateWire.isDrained(waiting)).isFalse();
    assertThat(GateWire.isDrained(Yaml.sentAs(drained, Pod.class))).isTrue();
    assertThat(GateWire.isDrained(Yaml.sentAs(opened, Pod.class))).isFalse();
  }

  private static Pod pod(String gates, String conditions) {
    var yaml = new StringBuilder("metadata: {name: p, uid: u}\nspec:\n  readinessGates:\n");
    for (var gate : gates.split(" ")) {
      yaml.append(gate.isEmpty() ? "" : "  - {conditionType: " + gate + "}\n");
    }
    yaml.append("status:\n  conditions:\n");
    for (var condition : conditions.split(" ")) {
      var parts = condition.split("[=@]");
      var time = parts.length > 2 ? ", lastTransitionTime: '" + parts[2] + "'" : "";
      yaml.append("  - {type: %s, status: '%s'%s}%n".formatted(parts[0], parts[1], time));
    }
    return Yaml.read(yaml.toString(), Pod.class);
  }
}
