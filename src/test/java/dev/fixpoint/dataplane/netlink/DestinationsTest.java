// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.netlink.Flow.Endpoint;
import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DestinationsTest {
  private static final Ip VIP = Ip.of("10.96.0.10");
  private static final Frontend DNS = new Frontend(VIP, Protocol.UDP, 53);
  private static final Frontend DNS_OUTSIDE = new Frontend(VIP, Protocol.UDP, 53, Side.OUTSIDE);
  private static final Endpoint POD = endpoint("10.1.0.1", 8053);
  private static final Endpoint OTHER = endpoint("10.1.0.2", 8053);
  private static final Endpoint UNTRANSLATED = new Endpoint(VIP, 53);
  private static final Ip CLIENT = Ip.of("10.1.0.7");
  private static final Ip STRANGER = Ip.of("198.51.100.7");
  private static final NodeRules RULES =
      NodeRules.NONE
          .reachedBy(Set.of("eth0"), List.of(IpRange.parse("10.0.0.0/8").orElseThrow()))
          .withClients(Map.of("front", Set.of(CLIENT)));

  private static Endpoint endpoint(String address, int port) {
    return new Endpoint(Ip.of(address), port);
  }

  private static Forward to(Endpoint... endpoints) {
    var targets = Stream.of(endpoints).map(e -> new Target(e.address(), e.port(), false)).toList();
    return Forward.evenly(new Key("test", "dns"), targets);
  }

  /// @param admits ranges, and names of sets
  private static Forward only(String admits, Endpoint... endpoints) {
    var range = IpRange.parse(admits);
    var sets = range.isPresent() ? List.<String>of() : List.of(admits);
    return to(endpoints)
        .admitting(Optional.of(new Access(sets, range.stream().toList(), false, false)));
  }

  /// @param inside what the node does with clients inside; null for nothing
  /// @param outside the same for those outside
  record Row(
      String name, Forward inside, Forward outside, Ip client, Endpoint answering, boolean stale) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Row row(String name, Forward inside, Endpoint answering, boolean stale) {
    return new Row(name, inside, null, CLIENT, answering, stale);
  }

  static Stream<Row> rows() {
    var local = to(OTHER);
    return Stream.of(
        row("to an endpoint that is there", to(POD, OTHER), POD, false),
        row("to an endpoint that has left", to(OTHER), POD, true),
        row("to another port of an endpoint", to(POD), endpoint("10.1.0.1", 1), true),
        row("to an endpoint, where there is none now", to(), POD, true),
        row("to an endpoint, where there is no frontend now", null, POD, true),
        row("never translated, where there are endpoints now", to(POD), UNTRANSLATED, true),
        row("never translated, where there is none", to(), UNTRANSLATED, false),
        row("never translated, where there is no frontend", null, UNTRANSLATED, false),
        row("of a client of the rule", only("front", POD), POD, false),
        row("of no client of the rule", only("back", POD), POD, true),
        row("of a client in a block", only("10.1.0.0/24", POD), POD, false),
        row("of a client in no block", only("10.2.0.0/24", POD), POD, true),
        row("never translated, of no client", only("back", POD), UNTRANSLATED, true),
        new Row("from outside", null, to(POD), STRANGER, POD, false),
        new Row("from outside, to an endpoint for inside", to(POD), local, STRANGER, POD, false),
        new Row(
            "from outside, of a source",
            to(POD),
            only("198.51.100.0/24", POD),
            STRANGER,
            POD,
            false),
        new Row(
            "from outside, of no source", to(POD), only("192.0.2.0/24", POD), STRANGER, POD, true),
        new Row(
            "a pod is not asked for its source",
            to(POD),
            only("192.0.2.0/24", POD),
            CLIENT,
            POD,
            false));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aFlowIsStale(Row row) {
    var destinations = new Destinations();
    var changed = new java.util.HashMap<Frontend, Forward>();
    changed.put(DNS, row.inside());
    changed.put(DNS_OUTSIDE, row.outside());
    changed.values().removeIf(forward -> forward == null);
    destinations.expect(changed, Set.of(), RULES);
    assertThat(destinations.isStale(new Flow(row.client(), DNS, row.answering(), new byte[0][])))
        .isEqualTo(row.stale());
  }

  @Test
  void onlyFrontendsWhoseClientsLeaveAreDoubtful() {
    var destinations = new Destinations();
    var free = new Frontend(Ip.of("10.96.0.11"), Protocol.UDP, 53);
    var tcp = new Frontend(VIP, Protocol.TCP, 53);
    destinations.expect(
        Map.of(DNS, only("front", POD), free, to(POD), tcp, only("front", POD)), Set.of(), RULES);
    assertThat(destinations.doubtful()).containsExactlyInAnyOrder(DNS, free);
    destinations.settled();

    var more = RULES.withClients(Map.of("front", Set.of(CLIENT, STRANGER)));
    destinations.expect(Map.of(), Set.of(), more);
    assertThat(destinations.doubtful()).as("a client comes").isEmpty();
    destinations.expect(Map.of(), Set.of(), RULES);
    assertThat(destinations.doubtful()).as("a client leaves").containsExactly(DNS);
    destinations.settled();
    destinations.expect(Map.of(), Set.of(), NodeRules.NONE);
    assertThat(destinations.doubtful()).as("the set leaves").containsExactly(DNS);
    destinations.settled();
    destinations.expect(Map.of(DNS, to(POD)), Set.of(), RULES);
    destinations.settled();
    destinations.expect(Map.of(), Set.of(), NodeRules.NONE);
    assertThat(destinations.doubtful()).as("no rule speaks of the set").isEmpty();
    destinations.expect(Map.of(), Set.of(DNS), NodeRules.NONE);
    assertThat(destinations.doubtful()).as("gone").containsExactly(DNS);
  }
}
