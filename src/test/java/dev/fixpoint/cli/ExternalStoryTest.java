// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.wire.ServiceWire;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExternalStoryTest {

  record Row(String name, String type, External external, String... expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var address = List.of(new Announced(Ip.of("203.0.113.7"), "n2"));
    var sources = List.of(IpRange.parse("198.51.100.0/24").orElseThrow());
    return Stream.of(
        new Row("inside only: nothing", "ClusterIP", External.NONE),
        new Row(
            "a node port",
            "NodePort",
            new External(List.of(28017), List.of(), List.of(), 0),
            "node port 28017 of every node -> 80/TCP"),
        new Row(
            "no node port",
            "NodePort",
            new External(List.of(0), List.of(), List.of(), 0),
            "no node port for 80/TCP: its condition Allocated says why"),
        new Row(
            "all of it",
            "LoadBalancer",
            new External(List.of(28017), address, sources, 28018),
            "node port 28017 of every node -> 80/TCP",
            "203.0.113.7, announced by node n2",
            "external addresses only for clients in 198.51.100.0/24",
            "health checks at port 28018 of every node"),
        new Row(
            "announced by nobody",
            "LoadBalancer",
            new External(List.of(), List.of(new Announced(Ip.of("203.0.113.7"), "")), List.of(), 0),
            "203.0.113.7, announced by nobody: no node is live, or it is switched off"),
        new Row(
            "no external address",
            "LoadBalancer",
            External.NONE,
            "no external address: its condition Allocated says why"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void saysHowItIsReachedFromOutside(Row row) {
    var resource = Sample.service("checkout", "web", "type: " + row.type() + "\n");
    var service = ServiceWire.parse(resource).value().orElseThrow();
    assertThat(ExternalStory.of(service, row.external())).containsExactly(row.expected());
  }
}
