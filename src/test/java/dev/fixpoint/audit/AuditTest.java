// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.audit.Anomaly.Kind;
import dev.fixpoint.audit.Facts.Owner;
import dev.fixpoint.audit.Facts.Route;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuditTest {
  private static final Pool POOL =
      new Pool(
          "default",
          "p",
          Instant.EPOCH,
          Pool.Rules.DEFAULT,
          List.of(IpRange.parse("10.0.0.1-10.0.0.9").orElseThrow()),
          List.of(),
          List.of(),
          Optional.empty());

  /// @param expected `Kind object`
  record Row(
      String name,
      List<Owner> owners,
      List<Claim> claims,
      List<Route> routes,
      List<String> expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "holds, shows and routes one address",
            List.of(owner("a", "10.0.0.1")),
            List.of(claim("10.0.0.1", "a")),
            List.of(route("a", "10.0.0.1")),
            List.of()),
        new Row("nothing at all", List.of(), List.of(), List.of(), List.of()),
        new Row(
            "what a Service holds is no business of ours, wherever it is",
            List.of(),
            List.of(new Claim(Ip.of("192.168.0.1"), "services shop/old", "shop", "")),
            List.of(),
            List.of()),
        new Row(
            "the owner is gone",
            List.of(),
            List.of(claim("10.0.0.1", "a")),
            List.of(),
            List.of("OrphanClaim ipaddress/10.0.0.1")),
        new Row(
            "the owner is gone and a new one has its name",
            List.of(new Owner(new Key("shop", "a"), "uid-new", List.of())),
            List.of(claim("10.0.0.1", "a")),
            List.of(),
            List.of("OrphanClaim ipaddress/10.0.0.1")),
        new Row(
            "a claim by hand, without UID, for nobody",
            List.of(),
            List.of(byHand("10.0.0.1", "a")),
            List.of(),
            List.of("OrphanClaim ipaddress/10.0.0.1")),
        new Row(
            "a claim by hand, without UID, for somebody",
            List.of(owner("a")),
            List.of(byHand("10.0.0.1", "a")),
            List.of(),
            List.of("UnlabelledClaim ipaddress/10.0.0.1")),
        new Row(
            "two addresses of one family",
            List.of(owner("a", "10.0.0.1")),
            List.of(claim("10.0.0.1", "a"), claim("10.0.0.2", "a")),
            List.of(),
            List.of("SecondClaim vsvc/a -n shop", "IdleClaim vsvc/a -n shop")),
        new Row(
            "one address of each family",
            List.of(owner("a", "10.0.0.1")),
            List.of(claim("10.0.0.1", "a"), claim("fd00::1", "a")),
            List.of(),
            List.of("IdleClaim vsvc/a -n shop", "OutsidePools ipaddress/fd00::1")),
        new Row(
            "an address that is neither shown nor routed, beside none",
            List.of(owner("a")),
            List.of(claim("10.0.0.1", "a")),
            List.of(),
            List.of("IdleClaim vsvc/a -n shop")),
        new Row(
            "an address that is routed and not shown yet",
            List.of(owner("a")),
            List.of(claim("10.0.0.1", "a")),
            List.of(route("a", "10.0.0.1")),
            List.of()),
        new Row(
            "T8: held for its name, though its owner is gone",
            List.of(),
            List.of(claim("10.0.0.1", "a").held(Instant.MAX)),
            List.of(),
            List.of()),
        new Row(
            "an address that no pool has",
            List.of(owner("a", "10.9.0.1")),
            List.of(claim("10.9.0.1", "a")),
            List.of(),
            List.of("OutsidePools ipaddress/10.9.0.1")),
        new Row(
            "shows what nobody holds",
            List.of(owner("a", "10.0.0.1")),
            List.of(),
            List.of(),
            List.of("ShownNotHeld vsvc/a -n shop")),
        new Row(
            "two show one address, one holds it",
            List.of(owner("a", "10.0.0.1"), owner("b", "10.0.0.1")),
            List.of(claim("10.0.0.1", "a")),
            List.of(),
            List.of("ShownNotHeld vsvc/b -n shop", "SharedAddress ipaddress/10.0.0.1")),
        new Row(
            "routes what nobody holds",
            List.of(owner("a")),
            List.of(),
            List.of(route("a", "10.0.0.1")),
            List.of("RoutedNotHeld routingintent/a -n shop")),
        new Row(
            "routes what another holds",
            List.of(owner("a"), owner("b", "10.0.0.1")),
            List.of(claim("10.0.0.1", "b")),
            List.of(route("a", "10.0.0.1"), route("b", "10.0.0.1")),
            List.of("RoutedNotHeld routingintent/a -n shop")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void finds(Row row) {
    var facts = new Facts(row.owners(), row.claims(), List.of(POOL), row.routes());

    assertThat(Audit.of(facts))
        .extracting(anomaly -> anomaly.kind() + " " + anomaly.object())
        .isEqualTo(row.expected());
  }

  @Test
  void aFindingIsOneLineThatEndsInTheNextStep() {
    var facts = new Facts(List.of(), List.of(byHand("10.0.0.1", "a")), List.of(POOL), List.of());

    assertThat(Audit.of(facts))
        .singleElement()
        .satisfies(
            anomaly -> {
              assertThat(anomaly.kind()).isEqualTo(Kind.OrphanClaim);
              assertThat(anomaly.toString())
                  .isEqualTo(
                      "ipaddress/10.0.0.1: held for VirtualService shop/a, which is gone, without "
                          + "its UID; see that the operator runs: it frees what no VirtualService "
                          + "routes; or kubectl delete ipaddress 10.0.0.1");
            });
  }

  private static Owner owner(String name, String... addresses) {
    return new Owner(new Key("shop", name), "uid-" + name, ips(addresses));
  }

  private static Route route(String name, String... addresses) {
    return new Route(new Key("shop", name), "uid-" + name, ips(addresses));
  }

  private static Claim claim(String address, String name) {
    return new Claim(Ip.of(address), holder(name), "shop", "uid-" + name);
  }

  private static Claim byHand(String address, String name) {
    return new Claim(Ip.of(address), holder(name), "shop", "");
  }

  private static String holder(String name) {
    return "virtualservices.fixpoint.dev shop/" + name;
  }

  private static List<Ip> ips(String... addresses) {
    return Arrays.stream(addresses).map(Ip::of).toList();
  }
}
