// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.vip.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatusReportTest {
  private static final VirtualService READY = Sample.told("a", 1, "True", "Ready");

  record Row(
      String name,
      List<NodeView> nodes,
      List<Claim> claims,
      List<VirtualService> services,
      String summary) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "all is well",
            List.of(Sample.view("n1", 9), Sample.view("n2", 9)),
            List.of(),
            List.of(READY),
            "2 nodes, 1 pool, 1 VirtualService: all ready"),
        new Row(
            "a node without an agent",
            List.of(Sample.view("n1", 9), without("n2")),
            List.of(),
            List.of(),
            "2 nodes, 1 pool, 0 VirtualServices: 1 node not routing everything"),
        new Row(
            "no node at all",
            List.of(),
            List.of(),
            List.of(READY),
            "0 nodes, 1 pool, 1 VirtualService: no node routes anything"),
        new Row(
            "a node that refuses one",
            List.of(refusing("n1")),
            List.of(),
            List.of(READY),
            "1 node, 1 pool, 1 VirtualService: 1 node not routing everything"),
        new Row(
            "a pool that is full, and a VirtualService without an address",
            List.of(Sample.view("n1", 9)),
            List.of(Sample.claim("10.0.0.1", "a"), Sample.claim("10.0.0.2", "b")),
            List.of(READY, Sample.told("c", 1, "False", "PoolExhausted")),
            "1 node, 1 pool, 2 VirtualServices: 1 pool not ready, 1 VirtualService not ready"),
        new Row(
            "a change that the operator has not answered",
            List.of(Sample.view("n1", 9)),
            List.of(),
            List.of(Sample.told("a", 0, "True", "Ready"), Sample.service("b", "web")),
            "1 node, 1 pool, 2 VirtualServices: 2 VirtualServices not ready"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void sumsUp(Row row) {
    var report = of(row);

    assertThat(report.summary()).isEqualTo(row.summary());
    assertThat(report.isWell()).isEqualTo(row.summary().endsWith("all ready"));
    assertThat(report.text()).startsWith(row.summary() + "\n");
  }

  @Test
  void columnsAreAlignedAndTroubleComesFirst() {
    var row =
        new Row(
            "",
            List.of(Sample.view("n1", 9), without("node-2")),
            List.of(Sample.claim("10.0.0.1", "a")),
            List.of(READY, Sample.told("b", 1, "False", "NoMatchingPods")),
            "");

    assertThat(of(row).text())
        .isEqualTo(
            """
            2 nodes, 1 pool, 2 VirtualServices: 1 node not routing everything, 1 VirtualService \
            not ready
            operator op-1, version 1.2: leads; this program is version 1.3
            Note: you may not eat

            NODE    BACKEND   VERSION  VIPS  BEHIND  FAILED  DIFFERENCES  HEARTBEAT  STATE
            node-2  -         -        0     2       0       0            never      no agent reports
            n1      nftables  0        1     1       0       2            3s ago     ok

            POOL     CAPACITY  USED  FREE  STATE
            default  2         1     1     ok

            NOT READY  REASON          MESSAGE
            shop/b     NoMatchingPods  because
            """);
  }

  private static StatusReport of(Row row) {
    var pools = List.of(Sample.pool("10.0.0.1-10.0.0.2"));
    return StatusReport.of(
        new StatusReport.Facts(
            "1.3",
            new OperatorView("op-1", "1.2", ""),
            row.nodes(),
            Optional.of(Map.of(Sample.CHECKOUT, 9L, new Key("shop", "late"), 10L)),
            pools,
            row.claims(),
            row.services(),
            List.of("eat")));
  }

  @Test
  void anOperatorThatDoesNotLeadIsTrouble() {
    var silent = new OperatorView("op-1", "1.2", "has been silent for 5m");
    var report =
        StatusReport.of(
            new StatusReport.Facts(
                "1.3",
                silent,
                List.of(Sample.view("n1", 9)),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of()));

    assertThat(report.isWell()).isFalse();
    assertThat(report.summary()).endsWith(": no operator leads");
    assertThat(report.nodes().getFirst().behind()).isEqualTo("-");
  }

  private static NodeView without(String name) {
    var nodes = List.of(Sample.node(name, true));
    return NodeView.of(nodes, List.of(), Sample.NOW, Sample.SILENT_AFTER).getFirst();
  }

  private static NodeView refusing(String name) {
    var routing = Sample.routing(name, 9, 1, Map.of(Sample.CHECKOUT, "out of memory"));
    var nodes = List.of(Sample.node(name, true));
    return NodeView.of(nodes, List.of(routing), Sample.NOW, Sample.SILENT_AFTER).getFirst();
  }
}
