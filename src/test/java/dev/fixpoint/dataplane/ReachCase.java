// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.forwarding.ForwardingTable;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Place;
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
import java.io.IOException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who reaches what, from where: real packets through namespaces. The peer is a client outside the
/// cluster, and stands for another node as well, with an endpoint on it.
public abstract class ReachCase extends KernelCase {
  private static final String NODE = TestNet.NODE;
  private static final String PEER = TestNet.PEER;
  private static final Place HERE =
      new Place("n1", "a", List.of(Ip.of("192.0.2.1"), Ip.of("2001:db8::1")));
  private static final List<Destination> LOCAL =
      List.of(
          new Destination(Ip.of("10.1.0.1"), "n1", ""),
          new Destination(Ip.of("fd01::1"), "n1", ""));
  private static final List<Destination> REMOTE =
      List.of(
          new Destination(Ip.of("192.0.2.2"), "n2", ""),
          new Destination(Ip.of("2001:db8::2"), "n2", ""));
  private static final List<Destination> NONE = List.of();
  private static final Scope CLUSTER = Scope.CLUSTER;
  private static final String VIP6 = "fd96::1";
  private static final String EXTERNAL = "203.0.113.7";
  private static final String EXTERNAL6 = "2001:db8:7::7";
  private static final String REFUSED = "refused";
  private static final String SILENCE = "silence";

  @BeforeAll
  void machines() throws Exception {
    for (var machine : List.of("p1", PEER, NODE)) {
      net.serve(machine, 8080);
    }
    for (var machine : List.of("p1", PEER)) {
      net.serveDatagrams(machine, 8080);
    }
  }

  /// @param external the policy for clients outside
  /// @param expected who answers, and which client it sees
  record Row(
      String name,
      Scope external,
      List<Destination> endpoints,
      String from,
      String address,
      int port,
      String expected) {
    @Override
    public String toString() {
      return "%s: %s to %s:%d".formatted(name, from, address, port);
    }
  }

  static Stream<Row> rows() {
    var in = "10.1.0.2";
    var in6 = "fd01:0:0:0:0:0:0:2";
    var out = "192.0.2.2";
    var out6 = "2001:db8:0:0:0:0:0:2";
    var node = "192.0.2.1";
    var node6 = "2001:db8::1";
    return Stream.of(
        new Row("a cluster address, from a pod", CLUSTER, LOCAL, "p2", VIP, 80, "p1 " + in),
        new Row("the same by IPv6", CLUSTER, LOCAL, "p2", VIP6, 80, "p1 " + in6),
        new Row("a cluster address, from outside: dropped", CLUSTER, LOCAL, PEER, VIP, 80, SILENCE),
        new Row("the same by IPv6", CLUSTER, LOCAL, PEER, VIP6, 80, SILENCE),
        new Row("another port of it, from outside", CLUSTER, LOCAL, PEER, VIP, 81, SILENCE),
        new Row("another port of it, from a pod", CLUSTER, LOCAL, "p2", VIP, 81, REFUSED),
        new Row(
            "a node port: an endpoint here sees the client",
            CLUSTER,
            LOCAL,
            PEER,
            node,
            28017,
            "p1 " + out),
        new Row("the same by IPv6", CLUSTER, LOCAL, PEER, node6, 28017, "p1 " + out6),
        new Row(
            "a node port: an endpoint elsewhere answers through here",
            CLUSTER,
            REMOTE,
            PEER,
            node,
            28017,
            PEER + " 192.0.2.1"),
        new Row(
            "the same by IPv6",
            CLUSTER,
            REMOTE,
            PEER,
            node6,
            28017,
            PEER + " 2001:db8:0:0:0:0:0:1"),
        new Row("a node port, from a pod", CLUSTER, LOCAL, "p2", node, 28017, "p1 " + in),
        new Row("a node port, from the node", CLUSTER, LOCAL, NODE, node, 28017, "p1 192.0.2.1"),
        new Row("the node's own port", CLUSTER, LOCAL, PEER, node, 8080, "node " + out),
        new Row("an external address", CLUSTER, LOCAL, PEER, EXTERNAL, 80, "p1 " + out),
        new Row("the same by IPv6", CLUSTER, LOCAL, PEER, EXTERNAL6, 80, "p1 " + out6),
        new Row("another port of it", CLUSTER, LOCAL, PEER, EXTERNAL, 81, REFUSED),
        new Row("an external address, from a pod", CLUSTER, LOCAL, "p2", EXTERNAL, 80, "p1 " + in),
        new Row(
            "an external address without endpoints", CLUSTER, NONE, PEER, EXTERNAL, 80, REFUSED),
        new Row("Local: the endpoint here", Scope.LOCAL, LOCAL, PEER, EXTERNAL, 80, "p1 " + out),
        new Row("Local: none here, dropped", Scope.LOCAL, REMOTE, PEER, EXTERNAL, 80, SILENCE),
        new Row("Local: a node port too", Scope.LOCAL, REMOTE, PEER, node, 28017, SILENCE),
        new Row("the same by IPv6", Scope.LOCAL, REMOTE, PEER, EXTERNAL6, 80, SILENCE),
        new Row("Local: none anywhere, refused", Scope.LOCAL, NONE, PEER, EXTERNAL, 80, REFUSED),
        new Row(
            "Local: a pod here takes the short-cut",
            Scope.LOCAL,
            REMOTE,
            "p2",
            EXTERNAL,
            80,
            PEER + " " + in));
  }

  @ParameterizedTest(name = "situation {index}")
  @MethodSource("rowsOfEach")
  void isReachedOrNot(List<Row> rows) throws Exception {
    asked(rows, Set.of(), false);
  }

  static Stream<List<Row>> rowsOfEach() {
    return situations(rows());
  }

  static Stream<Row> datagrams() {
    var out = "192.0.2.2";
    return Stream.of(
        new Row("UDP at a cluster address", CLUSTER, LOCAL, "p2", VIP, 53, "p1 10.1.0.2"),
        new Row("from outside", CLUSTER, LOCAL, PEER, VIP, 53, SILENCE),
        new Row("at a node port", CLUSTER, LOCAL, PEER, "192.0.2.1", 28053, "p1 " + out),
        new Row(
            "at a node port, by IPv6",
            CLUSTER,
            LOCAL,
            PEER,
            "2001:db8::1",
            28053,
            "p1 2001:db8:0:0:0:0:0:2"),
        new Row("an endpoint elsewhere", CLUSTER, REMOTE, PEER, EXTERNAL, 53, PEER + " 192.0.2.1"),
        new Row("without endpoints", CLUSTER, NONE, PEER, EXTERNAL, 53, REFUSED));
  }

  @ParameterizedTest(name = "situation {index}")
  @MethodSource("datagramsOfEach")
  void isReachedByUdpOrNot(List<Row> rows) throws Exception {
    asked(rows, Set.of(), true);
  }

  static Stream<List<Row>> datagramsOfEach() {
    return situations(datagrams());
  }

  @ParameterizedTest(name = "situation {index}")
  @MethodSource("insidersOfEach")
  void aSourceThatCountsAsInsideIsServedWhereverItComesFrom(List<Row> rows) throws Exception {
    asked(rows, Set.of("192.0.2.0/24", "2001:db8::/64"), false);
  }

  static Stream<List<Row>> insidersOfEach() {
    return situations(insiders());
  }

  static Stream<Row> insiders() {
    return Stream.of(
        new Row("an endpoint here", CLUSTER, LOCAL, PEER, VIP, 80, "p1 192.0.2.2"),
        new Row(
            "an endpoint elsewhere answers through here",
            CLUSTER,
            REMOTE,
            PEER,
            VIP,
            80,
            PEER + " 192.0.2.1"),
        new Row("by IPv6", CLUSTER, REMOTE, PEER, VIP6, 80, PEER + " 2001:db8:0:0:0:0:0:1"));
  }

  /// Those with the same endpoints together, so that the kernel changes once for all of them.
  private static Stream<List<Row>> situations(Stream<Row> rows) {
    return rows
        .collect(
            Collectors.groupingBy(
                row -> List.of(row.external(), row.endpoints()), LinkedHashMap::new, toList()))
        .values()
        .stream();
  }

  private void asked(List<Row> rows, Set<String> inside, boolean udp) throws Exception {
    apply(rows.getFirst().external(), rows.getFirst().endpoints(), inside);
    var answers = new LinkedHashMap<String, String>();
    var expected = new LinkedHashMap<String, String>();
    for (var row : rows) {
      expected.put(row.toString(), row.expected());
      answers.put(row.toString(), ask(row, udp));
    }
    assertThat(answers).isEqualTo(expected);
  }

  private void apply(Scope external, List<Destination> endpoints, Set<String> inside)
      throws Exception {
    var intent =
        new Intent(
            new Key("shop", "web"),
            "u1",
            List.of(Ip.of(VIP), Ip.of(VIP6)),
            List.of(new Port("http", Protocol.TCP, 80), new Port("dns", Protocol.UDP, 53)),
            List.of(new Backend("default", 1, List.of(new Group(List.of(8080, 8080), endpoints)))),
            new Traffic(Scope.CLUSTER, external, Preference.NONE),
            new External(
                List.of(28017, 28053),
                List.of(
                    new Announced(Ip.of(EXTERNAL), "n1"), new Announced(Ip.of(EXTERNAL6), "n1")),
                List.of(),
                0));
    var ranges = inside.stream().map(text -> IpRange.parse(text).orElseThrow()).toList();
    var rules = NodeRules.NONE.reachedBy(Set.of("eth0"), ranges);
    replace(ForwardingTable.of(intent, HERE), rules);
    assertThat(replace(ForwardingTable.of(intent, HERE), rules))
        .as("differences that are left")
        .isZero();
  }

  private String ask(Row row, boolean udp) throws Exception {
    int millis = row.expected().equals(SILENCE) ? TestNet.SILENCE_MILLIS : TestNet.PATIENCE_MILLIS;
    try {
      return udp
          ? net.askByDatagram(row.from(), row.address(), row.port(), millis)
          : net.ask(row.from(), row.address(), row.port(), millis);
    } catch (ConnectException | PortUnreachableException refused) {
      return REFUSED;
    } catch (IOException timeout) {
      return SILENCE;
    }
  }
}
