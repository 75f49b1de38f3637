// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import static dev.fixpoint.ipam.Given.claim;
import static dev.fixpoint.ipam.Given.ledger;
import static dev.fixpoint.ipam.Given.pool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.AddressWish.Policy;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Both families of `shop/me`, with one address in each pool.
@DisplayName("T11: dual stack, one family exhausted")
class AllotmentTest {
  private static final Pool FOUR = pool("four", "10.0.0.1");
  private static final Pool SIX = pool("six", "fd00::1");
  private static final Ledger NOTHING = new Ledger();
  private static final Ledger FULL4 = ledger(claim("10.0.0.1", "other"));
  private static final Ledger FULL6 = ledger(claim("fd00::1", "other"));

  /// @param routed what the nodes route for it, with spaces between
  /// @param expected what is to be routed; what is claimed; what goes back; `refused` or `partly`
  record Row(
      String name,
      AddressWish wish,
      List<Pool> pools,
      Ledger ledger,
      String routed,
      String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var both = List.of(FOUR, SIX);
    var holds4 = ledger(claim("10.0.0.1", "me"), claim("fd00::1", "other"));
    var holdsBoth = ledger(claim("10.0.0.1", "me"), claim("fd00::1", "me"));
    return Stream.of(
        new Row(
            "one family by default: IPv4 where there is any",
            AddressWish.ANY,
            both,
            NOTHING,
            "",
            "routes 10.0.0.1; claims 10.0.0.1"),
        new Row(
            "else IPv6",
            AddressWish.ANY,
            List.of(SIX),
            NOTHING,
            "",
            "routes fd00::1; claims fd00::1"),
        new Row(
            "stays with IPv6 when an IPv4 pool comes",
            AddressWish.ANY,
            both,
            ledger(claim("fd00::1", "me")),
            "fd00::1",
            "routes fd00::1"),
        new Row(
            "the family of the address that is asked for",
            wish(Policy.SINGLE_STACK, "fd00::1"),
            both,
            NOTHING,
            "",
            "routes fd00::1; claims fd00::1"),
        new Row(
            "required: both, the listed one first",
            wish(Policy.REQUIRE_DUAL_STACK, Family.IPV6),
            both,
            NOTHING,
            "",
            "routes fd00::1 10.0.0.1; claims fd00::1 10.0.0.1"),
        new Row(
            "required, IPv6 exhausted: none is claimed",
            wish(Policy.REQUIRE_DUAL_STACK),
            both,
            FULL6,
            "",
            "refused"),
        new Row(
            "required, IPv4 exhausted: none is claimed",
            wish(Policy.REQUIRE_DUAL_STACK),
            both,
            FULL4,
            "",
            "refused"),
        new Row(
            "required, a crash or a race left one of two: it goes back",
            wish(Policy.REQUIRE_DUAL_STACK),
            both,
            holds4,
            "",
            "gives back 10.0.0.1; refused"),
        new Row(
            "required, a crash left one of two and the other is free: it is completed",
            wish(Policy.REQUIRE_DUAL_STACK),
            both,
            ledger(claim("10.0.0.1", "me")),
            "",
            "routes 10.0.0.1 fd00::1; claims fd00::1"),
        new Row(
            "required by a change, IPv6 exhausted: what is routed stays",
            wish(Policy.REQUIRE_DUAL_STACK),
            both,
            holds4,
            "10.0.0.1",
            "routes 10.0.0.1; refused"),
        new Row(
            "required, and no pool has IPv6",
            wish(Policy.REQUIRE_DUAL_STACK),
            List.of(FOUR),
            NOTHING,
            "",
            "refused"),
        new Row(
            "preferred: both",
            wish(Policy.PREFER_DUAL_STACK),
            both,
            NOTHING,
            "",
            "routes 10.0.0.1 fd00::1; claims 10.0.0.1 fd00::1"),
        new Row(
            "preferred, IPv6 exhausted: the other",
            wish(Policy.PREFER_DUAL_STACK),
            both,
            FULL6,
            "",
            "routes 10.0.0.1; claims 10.0.0.1; partly"),
        new Row(
            "preferred, IPv4 exhausted: the other",
            wish(Policy.PREFER_DUAL_STACK),
            both,
            FULL4,
            "",
            "routes fd00::1; claims fd00::1; partly"),
        new Row(
            "preferred, and IPv6 has come free since: it is added",
            wish(Policy.PREFER_DUAL_STACK),
            both,
            ledger(claim("10.0.0.1", "me")),
            "10.0.0.1",
            "routes 10.0.0.1 fd00::1; claims fd00::1"),
        new Row(
            "preferred, neither can be had",
            wish(Policy.PREFER_DUAL_STACK),
            both,
            ledger(claim("10.0.0.1", "a"), claim("fd00::1", "b")),
            "",
            "refused"),
        new Row(
            "T5: kept though its pool has it no more, and told",
            AddressWish.ANY,
            List.of(SIX),
            ledger(claim("10.0.0.1", "me")),
            "10.0.0.1",
            "routes 10.0.0.1; out of range"),
        new Row(
            "one family again: the other is routed no more",
            wish(Policy.SINGLE_STACK, Family.IPV4),
            both,
            holdsBoth,
            "10.0.0.1 fd00::1",
            "routes 10.0.0.1"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void decides(Row row) {
    var routed =
        Arrays.stream(row.routed().split(" ")).filter(t -> !t.isEmpty()).map(Ip::of).toList();
    var order =
        new Order(new Key("shop", "me"), Map.of(), "me", Pool.Use.ClusterIP, row.wish(), routed);

    var allotment = Allotment.decide(order, row.pools(), row.ledger(), new Random(1));

    assertThat(text(allotment)).isEqualTo(row.expected());
  }

  private static String text(Allotment allotment) {
    var claims = allotment.toClaim().stream().map(Decision.Granted::ip).toList();
    return Stream.of(
            listed("routes", allotment.addresses()),
            listed("claims", claims),
            listed("gives back", allotment.giveBack()),
            allotment.isRefused() ? "refused" : allotment.isComplete() ? "" : "partly",
            allotment.parts().stream().anyMatch(Allotment.Part::strayed) ? "out of range" : "")
        .filter(part -> !part.isEmpty())
        .reduce((a, b) -> a + "; " + b)
        .orElse("");
  }

  private static String listed(String what, List<Ip> ips) {
    return ips.isEmpty()
        ? ""
        : what + " " + String.join(" ", ips.stream().map(Ip::toString).toList());
  }

  private static AddressWish wish(Policy policy, Family... families) {
    return new AddressWish(Optional.empty(), List.of(families), policy, Map.of());
  }

  private static AddressWish wish(Policy policy, String asked) {
    var ip = Ip.of(asked);
    return new AddressWish(Optional.empty(), List.of(), policy, Map.of(ip.family(), ip));
  }
}
