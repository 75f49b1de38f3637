// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import static dev.fixpoint.ipam.Given.claim;
import static dev.fixpoint.ipam.Given.from;
import static dev.fixpoint.ipam.Given.granted;
import static dev.fixpoint.ipam.Given.kept;
import static dev.fixpoint.ipam.Given.ledger;
import static dev.fixpoint.ipam.Given.pool;
import static dev.fixpoint.ipam.Given.request;
import static dev.fixpoint.ipam.Given.routed;
import static dev.fixpoint.ipam.Given.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Selector;
import dev.fixpoint.vip.Selector.Operator;
import dev.fixpoint.vip.Selector.Requirement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `shop/me` has, or had under an earlier UID, and pools that serve some namespaces only.
class PresentTest {
  private static final Pool HOLDING = holding(pool("p", "10.0.0.1-10.0.0.9"));
  private static final Pool PLAIN = pool("p", "10.0.0.1-10.0.0.2");
  private static final Pool OTHER = pool("q", "10.0.1.1");
  private static final Claim FORMER =
      new Claim(Ip.of("10.0.0.1"), Claim.holderOf(new Key("shop", "me")), "shop", "me-before");
  private static final Instant UNTIL = Instant.parse("2026-01-01T00:00:00Z");
  private static final Claim UNLABELLED =
      new Claim(Ip.of("10.0.0.1"), Claim.holderOf(new Key("shop", "me")), "shop", "");

  record Row(String name, Request request, List<Pool> pools, Ledger ledger, Decision expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.concat(sticky(), moved());
  }

  private static Stream<Row> sticky() {
    return Stream.of(
        new Row(
            "deleted and created again: gets the address that is held for its name",
            request(),
            List.of(HOLDING),
            ledger(FORMER.held(UNTIL)),
            new Decision.Regained(FORMER.held(UNTIL))),
        new Row(
            "also before the nodes have removed it",
            request(),
            List.of(HOLDING),
            ledger(FORMER),
            new Decision.Regained(FORMER)),
        new Row(
            "also when it asks for that address",
            request(null, "10.0.0.1"),
            List.of(HOLDING),
            ledger(FORMER.held(UNTIL)),
            new Decision.Regained(FORMER.held(UNTIL))),
        new Row(
            "not where the pool holds nothing: it waits for the quarantine like all",
            request(null, "10.0.0.1"),
            List.of(PLAIN),
            ledger(FORMER),
            taken("10.0.0.1", "virtualservices.fixpoint.dev shop/me")),
        new Row(
            "not from a part of the pool that is gone",
            request(),
            List.of(holding(pool("p", "10.0.0.2"))),
            ledger(FORMER.held(UNTIL)),
            granted("10.0.0.2", "p")),
        new Row(
            "nobody else gets it: not in the same namespace, which is told for whom it is held",
            request(null, "10.0.0.1"),
            List.of(HOLDING),
            ledger(claim("10.0.0.1", "other").held(UNTIL)),
            taken(
                "10.0.0.1",
                "virtualservices.fixpoint.dev shop/other (gone, held for its name until"
                    + " 2026-01-01T00:00:00Z)")),
        new Row(
            "and not in another namespace, which is told nothing",
            request(null, "10.0.0.1"),
            List.of(HOLDING),
            ledger(claim("10.0.0.1", "elsewhere", "them").held(UNTIL)),
            taken("10.0.0.1", "in use")),
        new Row(
            "a claim whose label somebody has removed is its own again while the nodes route it",
            routed("10.0.0.1"),
            List.of(PLAIN),
            ledger(UNLABELLED),
            new Decision.Regained(UNLABELLED)));
  }

  private static Stream<Row> moved() {
    return Stream.of(
        new Row(
            "T10: another pool moves it",
            request("q", null),
            List.of(PLAIN, OTHER),
            ledger(from(claim("10.0.0.1", "me"), "p")),
            granted("10.0.1.1", "q")),
        new Row(
            "T10: the pool that it was taken from does not, though it has shrunk",
            request("p", null),
            List.of(pool("p", "10.0.0.2"), OTHER),
            ledger(from(claim("10.0.0.1", "me"), "p")),
            kept("10.0.0.1")),
        new Row(
            "T10: nor another one that has the address",
            request("q", null),
            List.of(pool("q", "10.0.0.0/24")),
            ledger(from(claim("10.0.0.1", "me"), "p")),
            kept("10.0.0.1")),
        new Row(
            "a pool for other namespaces is passed over",
            request(),
            List.of(serving(PLAIN, "web"), OTHER),
            new Ledger(),
            granted("10.0.1.1", "q")),
        new Row(
            "a pool for its namespace serves it",
            labelled("web"),
            List.of(serving(pool("p", "10.0.0.1"), "web")),
            new Ledger(),
            granted("10.0.0.1", "p")),
        new Row(
            "a pool for other namespaces is refused by its name",
            request("p", null),
            List.of(serving(PLAIN, "web")),
            new Ledger(),
            new Decision.NotAllowed("p", "serves only namespaces with team=web")),
        new Row(
            "what it holds of a pool that serves its namespace no more is kept",
            request(),
            List.of(serving(PLAIN, "web")),
            ledger(claim("10.0.0.1", "me")),
            kept("10.0.0.1")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void decides(Row row) {
    assertThat(Allocator.decide(row.request(), row.pools(), row.ledger(), new Random(1)))
        .isEqualTo(row.expected());
  }

  private static Request labelled(String team) {
    return new Request(
        new Key("shop", "me"),
        Map.of("team", team),
        "me",
        Family.IPV4,
        Pool.Use.ClusterIP,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Pool holding(Pool pool) {
    return Given.with(
        pool,
        new Pool.Rules(0, Pool.Use.ClusterIP, true, Optional.empty(), Duration.ofMinutes(10)));
  }

  private static Pool serving(Pool pool, String team) {
    var selector = new Selector(List.of(new Requirement("team", Operator.In, List.of(team))));
    return Given.with(
        pool, new Pool.Rules(0, Pool.Use.ClusterIP, true, Optional.of(selector), Duration.ZERO));
  }
}
