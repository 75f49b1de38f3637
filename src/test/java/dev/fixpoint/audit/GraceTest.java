// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.audit.Facts.Owner;
import dev.fixpoint.audit.Facts.Route;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// From what the audit finds to what is given back, by a clock that is set by hand.
@DisplayName("T7, T8: what is wrong with an address is mended after the grace")
class GraceTest {
  private static final Duration GRACE = Duration.ofSeconds(60);
  private static final Instant START = Instant.EPOCH;
  private static final Key KEY = new Key("shop", "web");
  private static final Claim CLAIM = claim("10.0.0.1", "u1");
  private static final Claim SECOND = claim("10.0.0.2", "u1");
  private static final Claim BY_HAND = claim("10.0.0.1", "");

  /// @param seconds after which it is looked at again, having been found at 0
  /// @param freed addresses that are given back
  record Row(String name, Facts facts, int seconds, List<String> due, List<String> freed) {
    @Override
    public String toString() {
      return name + ", after " + seconds + " s";
    }
  }

  static Stream<Row> rows() {
    return Stream.of(orphans(), seconds(), reports()).flatMap(rows -> rows);
  }

  private static Stream<Row> orphans() {
    var gone = facts(List.of(), List.of(CLAIM), List.of());
    var namesake = facts(List.of(owner("u2")), List.of(CLAIM), List.of());
    return Stream.of(
        new Row("T8: the owner is gone", gone, 0, List.of(), List.of()),
        new Row("T8: the owner is gone", gone, 59, List.of(), List.of()),
        new Row("T8: the owner is gone", gone, 60, List.of("OrphanClaim"), List.of("10.0.0.1")),
        new Row("T8: the owner is gone", gone, 61, List.of("OrphanClaim"), List.of("10.0.0.1")),
        new Row("T8: its name is there, with another UID", namesake, 59, List.of(), List.of()),
        new Row(
            "T8: its name is there, with another UID",
            namesake,
            61,
            List.of("OrphanClaim"),
            List.of("10.0.0.1")),
        new Row(
            "T8: the owner is gone, but a node may be told to route it",
            facts(List.of(), List.of(CLAIM), List.of(route("u1", "10.0.0.1"))),
            61,
            List.of("OrphanClaim"),
            List.of()),
        new Row(
            "T8: a claim whose label was removed",
            facts(List.of(owner("u1")), List.of(BY_HAND), List.of()),
            61,
            List.of("UnlabelledClaim"),
            List.of("10.0.0.1")),
        new Row(
            "T8: a claim whose label was removed, still routed: its owner takes it back",
            facts(List.of(owner("u1")), List.of(BY_HAND), List.of(route("u1", "10.0.0.1"))),
            61,
            List.of("UnlabelledClaim", "RoutedNotHeld"),
            List.of()));
  }

  private static Stream<Row> seconds() {
    var two = List.of(CLAIM, SECOND);
    var routed = facts(List.of(owner("u1", "10.0.0.2")), two, List.of(route("u1", "10.0.0.2")));
    return Stream.of(
        new Row("T8: two claims of one owner", routed, 59, List.of(), List.of()),
        new Row(
            "T8: two claims of one owner: the one that is not routed goes",
            routed,
            61,
            List.of("SecondClaim"),
            List.of("10.0.0.1")),
        new Row(
            "T8: two claims of one owner that routes neither: told, none goes",
            facts(List.of(owner("u1", "10.0.0.1", "10.0.0.2")), two, List.of()),
            61,
            List.of("SecondClaim"),
            List.of()));
  }

  private static Stream<Row> reports() {
    var service = new Claim(Ip.of("10.0.0.1"), "services shop/old", "shop", "");
    return Stream.of(
        new Row(
            "T7: a Service holds what a VirtualService routes: told, never adopted",
            facts(
                List.of(owner("u1", "10.0.0.1")),
                List.of(service),
                List.of(route("u1", "10.0.0.1"))),
            61,
            List.of("ShownNotHeld", "RoutedNotHeld"),
            List.of()),
        new Row(
            "T7: two show one address, and the first holds it: the other is told",
            facts(
                List.of(
                    owner("u1", "10.0.0.1"),
                    new Owner(new Key("shop", "copy"), "u9", List.of(CLAIM.ip()))),
                List.of(CLAIM),
                List.of(route("u1", "10.0.0.1"))),
            61,
            List.of("ShownNotHeld", "SharedAddress"),
            List.of()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void mends(Row row) {
    var found = Audit.of(row.facts()).stream().filter(a -> !isOutside(a)).toList();
    var grace = Grace.NONE.next(found, START, GRACE);
    grace = grace.next(found, START.plusSeconds(row.seconds()), GRACE);

    assertThat(grace.due()).extracting(a -> a.kind().name()).isEqualTo(row.due());
    assertThat(grace.due().stream().flatMap(a -> Repair.of(a, row.facts()).stream()).map(Claim::ip))
        .extracting(Ip::toString)
        .isEqualTo(row.freed());
  }

  @Test
  @DisplayName("T8: what was well in between begins anew")
  void aGapEndsTheWait() {
    var found = Audit.of(facts(List.of(), List.of(CLAIM), List.of()));
    var grace = Grace.NONE.next(found, START, GRACE);
    grace = grace.next(List.of(), START.plusSeconds(30), GRACE);
    grace = grace.next(found, START.plusSeconds(40), GRACE);

    assertThat(grace.next(found, START.plusSeconds(61), GRACE).due()).isEmpty();
    assertThat(grace.next(found, START.plusSeconds(100), GRACE).due()).isEqualTo(found);
  }

  /// The facts have no pools.
  private static boolean isOutside(Anomaly anomaly) {
    return anomaly.kind() == Anomaly.Kind.OutsidePools;
  }

  private static Facts facts(List<Owner> owners, List<Claim> claims, List<Route> routes) {
    return new Facts(owners, claims, List.of(), routes);
  }

  private static Owner owner(String uid, String... shown) {
    return new Owner(KEY, uid, Stream.of(shown).map(Ip::of).toList());
  }

  private static Route route(String uid, String... addresses) {
    return new Route(KEY, uid, Stream.of(addresses).map(Ip::of).toList());
  }

  private static Claim claim(String ip, String uid) {
    return new Claim(Ip.of(ip), Claim.holderOf(KEY), KEY.namespace(), uid);
  }
}
