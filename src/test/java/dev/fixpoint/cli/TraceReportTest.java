// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.cli.Caller.Way;
import dev.fixpoint.cli.TraceReport.Question;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.intent.Intent.Port;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Balancing.Algorithm;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.Traffic;
import dev.fixpoint.vip.Traffic.Preference;
import dev.fixpoint.vip.Traffic.Scope;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TraceReportTest {
  private static final IntentFacts CHECKOUT =
      intent(
          "checkout", new Intent.Destination(Ip.of("10.1.0.1"), "n1", ""), destination("10.1.0.2"));
  private static final IntentFacts LONELY = intent("lonely");

  record Row(
      String name,
      List<IntentFacts> intents,
      Optional<Claim> holder,
      String destination,
      long watermark,
      boolean well,
      String... expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "two pods, one of them on this node",
            List.of(CHECKOUT),
            Optional.empty(),
            "10.0.0.1:80",
            50,
            true,
            "node n1 sends each new connection to 10.0.0.1:80/TCP to one of 2 targets of "
                + "shop/checkout",
            "  10.1.0.1:8080  50.0%  n1 (this node)  the client's address\n",
            "  10.1.0.2:8080  50.0%  n2              the client's address\n",
            "Client    0.0.0.0 (node n1 itself)",
            "Applied   yes",
            """
            Way
              output: goto inside
              inside: meta priority set ip daddr . meta l4proto . th dport map @vips goto choose
                vips 10.0.0.1 . 6 . 80 : 0:2
            """,
            "    drawn 0 of 0 to 1\n"),
        new Row(
            "the node has not taken it yet",
            List.of(CHECKOUT),
            Optional.empty(),
            "10.0.0.1:80",
            49,
            false,
            "Applied   no: it has taken all writes up to 49, and this one is 50"),
        new Row(
            "no endpoint",
            List.of(LONELY),
            Optional.empty(),
            "10.0.0.1:80",
            50,
            false,
            "refuses connections to 10.0.0.1:80/TCP at once (TCP reset): shop/lonely has no endpoint "
                + "for it\n"),
        new Row(
            "an unknown port of a live address",
            List.of(CHECKOUT),
            Optional.empty(),
            "10.0.0.1:81",
            50,
            false,
            "refuses connections to 10.0.0.1:81/TCP at once (TCP reset): shop/checkout has only the "
                + "ports 80/TCP"),
        new Row(
            "an address that nobody has",
            List.of(CHECKOUT),
            Optional.empty(),
            "10.0.0.9:80",
            50,
            false,
            "does nothing with connections to 10.0.0.9:80/TCP: no VirtualService has this address"),
        new Row(
            "an address of a Service",
            List.of(),
            Optional.of(new Claim(Ip.of("10.0.0.9"), "services shop/old", "shop", "")),
            "10.0.0.9:80",
            50,
            false,
            "held by services shop/old, which is not Fixpoint's business"),
        new Row(
            "an address that is held and not routed",
            List.of(),
            Optional.of(Sample.claim("10.0.0.9", "new")),
            "10.0.0.9:80",
            50,
            false,
            "shop/new, but not routed: fixpoint explain tells why"),
        new Row(
            "an external address",
            List.of(edge()),
            Optional.empty(),
            "203.0.113.7:80",
            50,
            true,
            "node n1 sends each new connection to 203.0.113.7:80/TCP to one of 2 targets"),
        new Row(
            "another port of an external address",
            List.of(edge()),
            Optional.empty(),
            "203.0.113.7:81",
            50,
            false,
            "at once (TCP reset): shop/checkout has only the ports"),
        new Row(
            "two VirtualServices route it",
            List.of(CHECKOUT, LONELY),
            Optional.empty(),
            "10.0.0.1:80",
            50,
            true,
            "Note: 2 VirtualServices route it, the node takes the first by name: fixpoint check"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void follows(Row row) {
    var view = Sample.view("n1", row.watermark());

    var report = trace(row, view, Caller.node(view, Family.IPV4));

    assertThat(report.text()).contains(row.expected());
    assertThat(report.isWell()).isEqualTo(row.well());
  }

  private static TraceReport trace(Row row, NodeView view, Caller caller) {
    var destination = Destination.parse(row.destination()).orElseThrow();
    var to = new Frontend(Ip.of(destination.host()), destination.protocol(), destination.port());
    var rules =
        new NodeRules(Set.of(IpRange.parse("10.0.0.0/29").orElseThrow()))
            .withClients(Map.of("known", Set.of(Ip.of("10.1.0.9"))))
            .reachedBy(Set.of(Caller.UPLINK), List.of());
    var missing = NodeRuleset.missing(row.intents(), Set.of("known"));
    var question = new Question(to, caller, view, row.intents(), missing, row.holder());
    var ruleset = NodeRuleset.of(row.intents(), view.place(), rules);
    return TraceReport.of(question, ruleset, ruleset.model(caller.packet(to)));
  }

  /// @param from who connects, on node n1 of 10.1.0.0/24 at 192.0.2.1
  record ByClient(String name, IntentFacts intent, Caller from, String to, String... expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<ByClient> clients() {
    var node = node();
    var pod = Caller.pod("shop/front", Ip.of("10.1.0.9"), "n1", node);
    var itself = Caller.pod("shop/web", Ip.of("10.1.0.1"), "n1", node);
    var away = Caller.pod("shop/front", Ip.of("10.1.1.9"), "n2", node);
    var outside = Caller.address(Ip.of("198.51.100.7"), node);
    return Stream.of(
        new ByClient(
            "a pod reaches itself by the node's address",
            CHECKOUT,
            itself,
            "10.0.0.1:80",
            "  10.1.0.1:8080  50.0%  n1 (this node)  the node's address\n",
            "Client    10.1.0.1 (pod shop/web of this node)"),
        new ByClient(
            "a client outside, at a cluster address",
            CHECKOUT,
            outside,
            "10.0.0.1:80",
            "node n1 drops connections to 10.0.0.1:80/TCP: a cluster address of shop/checkout is "
                + "for clients inside the cluster\n",
            "Client    198.51.100.7 (another machine, by the network)"),
        new ByClient(
            "a pod of another node, by the network",
            CHECKOUT,
            away,
            "10.0.0.1:80",
            "node n1 drops",
            "Client    10.1.1.9 (pod shop/front of node n2, by the network)"),
        new ByClient(
            "a client outside, at an external address",
            edge(),
            outside,
            "203.0.113.7:80",
            "  10.1.0.1:8080  50.0%  n1 (this node)  the client's address\n",
            "  10.1.0.2:8080  50.0%  n2              the node's address\n"),
        new ByClient(
            "a client outside, at a node port",
            with(_ -> new External(List.of(28017), List.of(), List.of(), 0)),
            outside,
            "192.0.2.1:28017",
            "sends each new connection to 192.0.2.1:28017/TCP to one of 2 targets of shop/checkout"),
        new ByClient(
            "another port of the node",
            with(_ -> new External(List.of(28017), List.of(), List.of(), 0)),
            outside,
            "192.0.2.1:22",
            "does nothing with connections to 192.0.2.1:22/TCP: no VirtualService has this"),
        new ByClient(
            "another protocol",
            CHECKOUT,
            pod,
            "10.0.0.1:80/UDP",
            "at once (ICMP port unreachable): shop/checkout has only the ports 80/TCP"),
        new ByClient(
            "an address of a dedicated pool",
            CHECKOUT,
            pod,
            "10.0.0.5:80",
            "drops connections to 10.0.0.5:80/TCP: no VirtualService has this address, and its "
                + "pool is for VirtualServices alone"),
        new ByClient(
            "a client that is not admitted",
            admitting("known"),
            itself,
            "10.0.0.1:80",
            "at once (TCP reset): shop/checkout does not admit 10.1.0.1: fixpoint explain "
                + "shop/checkout --from 10.1.0.1"),
        new ByClient("one that is", admitting("known"), pod, "10.0.0.1:80", "to one of 2 targets"),
        new ByClient(
            "a set that is missing",
            admitting("other"),
            pod,
            "10.0.0.1:80",
            "Note: an AddressSet of its access is missing: until it is there"),
        new ByClient(
            "by source",
            balanced(Algorithm.SourceHash, 0),
            pod,
            "10.0.0.1:80",
            "to one of 1 target of",
            "100.0%",
            "Note: SourceHash: this client always gets this target"),
        new ByClient(
            "affinity",
            balanced(Algorithm.Random, 60),
            pod,
            "10.0.0.1:80",
            "  10.1.0.2:8080  50.0%",
            "Note: affinity: a client that this node remembers, for 60 seconds, keeps its target"),
        new ByClient(
            "Local, and all endpoints elsewhere",
            local(),
            outside,
            "203.0.113.7:80",
            "drops connections to 203.0.113.7:80/TCP: shop/checkout has its endpoints on other "
                + "nodes, and traffic.external is Local"),
        new ByClient(
            "Local inside, and all endpoints elsewhere",
            local(),
            pod,
            "10.0.0.1:80",
            "shop/checkout has no endpoint for it on this node, and traffic.internal is Local"));
  }

  @ParameterizedTest
  @MethodSource("clients")
  void followsWhoeverConnects(ByClient row) {
    var intents = List.of(row.intent());
    var traced = new Row("", intents, Optional.empty(), row.to(), 50, true);

    assertThat(trace(traced, node(), row.from()).text()).contains(row.expected());
  }

  @Test
  void aClientIsOfThisNodeWhereItsAddressSaysSo() {
    assertThat(Caller.address(Ip.of("192.0.2.1"), node()).way()).isEqualTo(Way.FROM_NODE);
    assertThat(Caller.address(Ip.of("10.1.0.77"), node()).way()).isEqualTo(Way.FROM_POD);
    assertThat(Caller.address(Ip.of("10.1.1.77"), node()).way()).isEqualTo(Way.FROM_NETWORK);
  }

  private static NodeView node() {
    var node =
        new NodeBuilder(Sample.node("n1", true))
            .editOrNewSpec()
            .withPodCIDRs("10.1.0.0/24")
            .endSpec()
            .editStatus()
            .addNewAddress("192.0.2.1", "InternalIP")
            .endStatus()
            .build();
    var routing = Sample.routing("n1", 50, 3, Map.of());
    return NodeView.of(List.of(node), List.of(routing), Sample.NOW, Sample.SILENT_AFTER).getFirst();
  }

  private static IntentFacts edge() {
    return with(
        _ ->
            new External(
                List.of(), List.of(new Announced(Ip.of("203.0.113.7"), "n2")), List.of(), 0));
  }

  private static IntentFacts with(UnaryOperator<External> external) {
    return of(
        i ->
            new Intent(
                i.key(),
                i.ownerUid(),
                i.addresses(),
                i.ports(),
                i.backends(),
                i.traffic(),
                external.apply(i.external())));
  }

  private static IntentFacts admitting(String set) {
    var access = new Intent.Admitted(List.of(set), List.of(), false, false);
    return of(i -> i.admitting(Optional.of(access)));
  }

  private static IntentFacts balanced(Algorithm algorithm, int seconds) {
    return of(i -> i.balancing(new Balancing(algorithm, seconds)));
  }

  private static IntentFacts local() {
    var far = intent("checkout", destination("10.1.0.2")).intent().orElseThrow();
    var intent =
        new Intent(
            far.key(),
            far.ownerUid(),
            far.addresses(),
            far.ports(),
            far.backends(),
            new Traffic(Scope.LOCAL, Scope.LOCAL, Preference.NONE),
            edge().intent().orElseThrow().external());
    return of(_ -> intent);
  }

  private static IntentFacts of(UnaryOperator<Intent> change) {
    var intent = change.apply(CHECKOUT.intent().orElseThrow());
    return new IntentFacts(
        CHECKOUT.key(), CHECKOUT.ownerUid(), CHECKOUT.version(), Optional.of(intent));
  }

  private static Intent.Destination destination(String address) {
    return new Intent.Destination(Ip.of(address), "n2", "");
  }

  private static IntentFacts intent(String name, Intent.Destination... destinations) {
    var groups =
        destinations.length == 0
            ? List.<Group>of()
            : List.of(new Group(List.of(8080), List.of(destinations)));
    var intent =
        new Intent(
            new Key("shop", name),
            "uid-" + name,
            List.of(Ip.of("10.0.0.1")),
            List.of(new Port("", Protocol.TCP, 80)),
            List.of(new Backend("default", 1, groups)));
    return Sample.published(intent, 50);
  }
}
