// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static dev.fixpoint.cli.Sample.CHECKOUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.NodeRouting;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NodeViewTest {
  private static final Node READY = Sample.node("n1", true);

  /// @param applies what is said of an intent written at resourceVersion 50
  record Row(
      String name, List<Node> nodes, List<NodeRouting> routings, String trouble, String applies) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("has taken it", List.of(READY), routing(50, 3, Map.of()), "", "yes"),
        new Row(
            "has not taken it yet",
            List.of(READY),
            routing(49, 3, Map.of()),
            "",
            "no: it has taken all writes up to 49, and this one is 50"),
        new Row(
            "refuses it",
            List.of(READY),
            routing(60, 3, Map.of(CHECKOUT, "out of memory")),
            "",
            "no: its kernel refuses it: out of memory"),
        new Row("no agent", List.of(READY), List.of(), "no agent reports", "no: no agent reports"),
        new Row(
            "an agent that fell silent when it had taken it",
            List.of(READY),
            routing(50, 40, Map.of()),
            "its agent has been silent for 40s",
            "yes, but its agent has been silent for 40s"),
        new Row(
            "an agent that fell silent before",
            List.of(READY),
            routing(49, 300, Map.of()),
            "its agent has been silent for 5m",
            "no: it has taken all writes up to 49, and this one is 50; its agent has been silent "
                + "for 5m"),
        new Row(
            "an agent's clock that runs ahead",
            List.of(READY),
            routing(50, -90, Map.of()),
            "",
            "yes"),
        new Row(
            "a node that is not Ready",
            List.of(Sample.node("n1", false)),
            routing(50, 3, Map.of()),
            "the Node is not Ready",
            "yes, but the Node is not Ready"),
        new Row(
            "a node that is gone",
            List.of(),
            routing(50, 3, Map.of()),
            "the Node is gone",
            "yes, but the Node is gone"));
  }

  private static List<NodeRouting> routing(
      long watermark, int secondsAgo, Map<dev.fixpoint.vip.Key, String> failures) {
    return List.of(Sample.routing("n1", watermark, secondsAgo, failures));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void says(Row row) {
    var view = NodeView.of(row.nodes(), row.routings(), Sample.NOW, Sample.SILENT_AFTER).getFirst();

    assertThat(view.trouble()).isEqualTo(row.trouble());
    assertThat(view.applies(CHECKOUT, 50)).isEqualTo(row.applies());
    assertThat(view.isLive()).isEqualTo(row.trouble().isEmpty());
  }
}
