// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.intent.Intent.Port;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TraceReportTest {
  private static final IntentFacts CHECKOUT =
      intent("checkout", new Destination(Ip.of("10.1.0.1"), "n1", ""), destination("10.1.0.2"));
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
            "  10.1.0.1:8080  50.0%  n1 (this node)\n",
            "  10.1.0.2:8080  50.0%  n2\n",
            "Applied   yes"),
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
            "refuses connections to 10.0.0.1:80/TCP at once: shop/lonely has no endpoint for it"),
        new Row(
            "an unknown port of a live address",
            List.of(CHECKOUT),
            Optional.empty(),
            "10.0.0.1:81",
            50,
            false,
            "refuses connections to 10.0.0.1:81/TCP at once: shop/checkout has only the ports "
                + "80/TCP"),
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
            "refuses connections to 203.0.113.7:81/TCP at once: shop/checkout has only the ports"),
        new Row(
            "two VirtualServices route it",
            List.of(CHECKOUT, LONELY),
            Optional.empty(),
            "10.0.0.1:80",
            50,
            true,
            "Note: 2 VirtualServices route it, the node does what it saw last: fixpoint check"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void follows(Row row) {
    var host = row.destination().split(":");
    var frontend = new Frontend(Ip.of(host[0]), Protocol.TCP, Integer.parseInt(host[1]));
    var view = Sample.view("n1", row.watermark());

    var report = TraceReport.of(frontend, view, row.intents(), row.holder());

    assertThat(report.text()).contains(row.expected());
    assertThat(report.isWell()).isEqualTo(row.well());
  }

  private static IntentFacts edge() {
    var i = CHECKOUT.intent().orElseThrow();
    var external =
        new External(List.of(), List.of(new Announced(Ip.of("203.0.113.7"), "n2")), List.of(), 0);
    var intent =
        new Intent(
            i.key(), i.ownerUid(), i.addresses(), i.ports(), i.backends(), i.traffic(), external);
    return new IntentFacts(
        CHECKOUT.key(), CHECKOUT.ownerUid(), CHECKOUT.version(), Optional.of(intent));
  }

  private static Destination destination(String address) {
    return new Destination(Ip.of(address), "n2", "");
  }

  private static IntentFacts intent(String name, Destination... destinations) {
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
