// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.intent.Intent.Port;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.Traffic;
import dev.fixpoint.vip.Traffic.Preference;
import dev.fixpoint.vip.Traffic.Scope;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who reaches which endpoints by which address, on node n1.
class ReachTest {
  private static final Place HERE =
      new Place("n1", "a", List.of(Ip.of("192.0.2.1"), Ip.of("2001:db8::1")));
  private static final Destination LOCAL = destination("10.0.0.1", "n1", true);
  private static final Destination LOCAL_ENDING = destination("10.0.0.1", "n1", false);
  private static final Destination REMOTE = destination("10.0.0.2", "n2", true);
  private static final Destination REMOTE_ENDING = destination("10.0.0.2", "n2", false);
  private static final String NODE_PORT = "192.0.2.1:28017/TCP";
  private static final String OUTSIDE = " from outside";
  private static final String EXTERNAL = "203.0.113.7:80/TCP";

  /// @param frontend that is asked for
  /// @param expected the targets' addresses, or `refuse` or `drop`
  record Row(String name, Intent intent, String frontend, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var cluster = intent(Scope.CLUSTER, Scope.CLUSTER, LOCAL, REMOTE);
    var local = intent(Scope.CLUSTER, Scope.LOCAL, LOCAL, REMOTE);
    var elsewhere = intent(Scope.CLUSTER, Scope.LOCAL, REMOTE);
    var nowhere = intent(Scope.CLUSTER, Scope.LOCAL);
    var vip = "10.96.0.1:80/TCP";
    return Stream.of(
        new Row("the cluster address, inside", cluster, vip, "10.0.0.1 10.0.0.2"),
        new Row("the cluster address is not for clients outside", cluster, vip + OUTSIDE, "-"),
        new Row("a node port, inside", cluster, NODE_PORT, "10.0.0.1 10.0.0.2"),
        new Row("a node port, outside", cluster, NODE_PORT + OUTSIDE, "10.0.0.1 10.0.0.2"),
        new Row("an external address, inside", cluster, EXTERNAL, "10.0.0.1 10.0.0.2"),
        new Row("an external address, outside", cluster, EXTERNAL + OUTSIDE, "10.0.0.1 10.0.0.2"),
        new Row(
            "the node's IPv6 address has no IPv4 endpoint",
            cluster,
            "[2001:db8::1]:28017/TCP from outside",
            "refuse"),
        new Row("external Local: those of the node", local, NODE_PORT + OUTSIDE, "10.0.0.1"),
        new Row("external Local: inside, all", local, EXTERNAL, "10.0.0.1 10.0.0.2"),
        new Row("external Local: the cluster address, all", local, vip, "10.0.0.1 10.0.0.2"),
        new Row("external Local: endpoints elsewhere, drop", elsewhere, EXTERNAL + OUTSIDE, "drop"),
        new Row("external Local: same for node ports", elsewhere, NODE_PORT + OUTSIDE, "drop"),
        new Row("external Local: short-cut inside", elsewhere, EXTERNAL, "10.0.0.2"),
        new Row(
            "external Local: no endpoint at all, refuse", nowhere, EXTERNAL + OUTSIDE, "refuse"),
        new Row("no endpoint at all, inside: refuse", nowhere, vip, "refuse"),
        new Row(
            "external Local: the last one here serves on (KEP-1669)",
            intent(Scope.CLUSTER, Scope.LOCAL, LOCAL_ENDING, REMOTE),
            EXTERNAL + OUTSIDE,
            "10.0.0.1"),
        new Row(
            "the same, inside: the ready one",
            intent(Scope.CLUSTER, Scope.LOCAL, LOCAL_ENDING, REMOTE),
            EXTERNAL,
            "10.0.0.2"),
        new Row(
            "external Local: elsewhere they only serve, still drop",
            intent(Scope.CLUSTER, Scope.LOCAL, REMOTE_ENDING),
            EXTERNAL + OUTSIDE,
            "drop"),
        new Row(
            "internal Local: those of the node",
            intent(Scope.LOCAL, Scope.CLUSTER, LOCAL, REMOTE),
            vip,
            "10.0.0.1"),
        new Row(
            "internal Local: none here, refuse, since no other node gets to see the client",
            intent(Scope.LOCAL, Scope.CLUSTER, REMOTE),
            vip,
            "refuse"),
        new Row(
            "internal Local says nothing about node ports",
            intent(Scope.LOCAL, Scope.CLUSTER, REMOTE),
            NODE_PORT,
            "10.0.0.2"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isServedAsThePoliciesSay(Row row) {
    var forward =
        ForwardingTable.of(row.intent(), HERE).entrySet().stream()
            .filter(entry -> entry.getKey().toString().equals(row.frontend()))
            .map(entry -> text(entry.getValue()))
            .collect(Collectors.joining());
    assertThat(forward.isEmpty() ? "-" : forward).isEqualTo(row.expected());
  }

  private static String text(Forward forward) {
    if (forward.targets().isEmpty()) {
      return forward.guard().drops() ? "drop" : "refuse";
    }
    return forward.targets().stream()
        .map(target -> target.address().toString())
        .collect(Collectors.joining(" "));
  }

  @Test
  void onlyTheExternalAddressAsksWhereAClientOutsideIs() {
    var guarded =
        ForwardingTable.of(intent(Scope.CLUSTER, Scope.CLUSTER, LOCAL), HERE).entrySet().stream()
            .filter(entry -> !entry.getValue().guard().sources().isEmpty())
            .map(entry -> entry.getKey().toString());
    assertThat(guarded).containsExactly(EXTERNAL + OUTSIDE);
  }

  private static Intent intent(Scope internal, Scope external, Destination... endpoints) {
    var sources = List.of(IpRange.parse("198.51.100.0/24").orElseThrow());
    return new Intent(
        new Key("shop", "web"),
        "u1",
        List.of(Ip.of("10.96.0.1")),
        List.of(new Port("", Protocol.TCP, 80)),
        List.of(new Backend("default", 1, List.of(new Group(List.of(8080), List.of(endpoints))))),
        new Traffic(internal, external, Preference.NONE),
        new External(
            List.of(28017), List.of(new Announced(Ip.of("203.0.113.7"), "n1")), sources, 0));
  }

  private static Destination destination(String address, String node, boolean ready) {
    return new Destination(Ip.of(address), node, "", ready);
  }
}
