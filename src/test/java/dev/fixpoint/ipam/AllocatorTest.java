// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import static dev.fixpoint.ipam.Given.claim;
import static dev.fixpoint.ipam.Given.exhausted;
import static dev.fixpoint.ipam.Given.foreign;
import static dev.fixpoint.ipam.Given.granted;
import static dev.fixpoint.ipam.Given.inConflict;
import static dev.fixpoint.ipam.Given.kept;
import static dev.fixpoint.ipam.Given.ledger;
import static dev.fixpoint.ipam.Given.pool;
import static dev.fixpoint.ipam.Given.request;
import static dev.fixpoint.ipam.Given.reserving;
import static dev.fixpoint.ipam.Given.routed;
import static dev.fixpoint.ipam.Given.withPriority;
import static dev.fixpoint.ipam.Given.withUserBand;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Ip;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AllocatorTest {
  private static final Pool POOL = pool("p", "10.0.0.0/30"); // .1 and .2
  private static final Pool BROKEN = inConflict(POOL, "overlaps q");
  private static final Pool ONE = pool("q", "10.0.1.1");
  private static final Ledger NOTHING = new Ledger();

  record Row(String name, Request request, List<Pool> pools, Ledger ledger, Decision expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.concat(keeping(), granting());
  }

  private static Stream<Row> keeping() {
    var mine = ledger(claim("10.0.0.1", "me"), claim("10.0.0.2", "other"));
    return Stream.of(
        new Row("keeps the address it holds", request(), List.of(POOL), mine, kept("10.0.0.1")),
        new Row("also when its pool is gone", request(), List.of(), mine, kept("10.0.0.1")),
        new Row(
            "also when the pool it names is gone",
            request("p", null),
            List.of(),
            mine,
            kept("10.0.0.1")),
        new Row(
            "also when its pool is in conflict",
            request(),
            List.of(BROKEN),
            mine,
            kept("10.0.0.1")),
        new Row(
            "also when its pool has shrunk",
            request(),
            List.of(pool("p", "10.0.0.2")),
            mine,
            kept("10.0.0.1")),
        new Row(
            "also when its address is reserved by now",
            request(),
            List.of(reserving(POOL, "10.0.0.1")),
            mine,
            kept("10.0.0.1")),
        new Row(
            "gets back the address that the nodes route for it, when its claim is lost",
            routed("10.0.0.1"),
            List.of(pool("q", "10.0.1.0/24")),
            NOTHING,
            granted("10.0.0.1", "")),
        new Row(
            "keeps the one that is routed, of two that it holds",
            routed("10.0.0.2"),
            List.of(POOL),
            ledger(claim("10.0.0.1", "me"), claim("10.0.0.2", "me")),
            kept("10.0.0.2")),
        new Row(
            "but not from who holds it now",
            routed("10.0.0.2"),
            List.of(ONE),
            ledger(claim("10.0.0.2", "other")),
            granted("10.0.1.1", "q")),
        new Row(
            "keeps the one it asks for, of two that it holds",
            request(null, "10.0.0.2"),
            List.of(POOL),
            ledger(claim("10.0.0.1", "me"), claim("10.0.0.2", "me")),
            kept("10.0.0.2")),
        new Row(
            "an address of the other family is not it",
            request(),
            List.of(pool("p", "10.0.0.1")),
            ledger(claim("fd00::1", "me")),
            granted("10.0.0.1", "p")),
        new Row(
            "an earlier service of the same name holds nothing for this one",
            request(),
            List.of(POOL),
            ledger(claimOf("10.0.0.1", "me-before"), claim("10.0.0.2", "other")),
            exhausted(2, "p")));
  }

  private static Stream<Row> granting() {
    return Stream.of(
        new Row(
            "grants the only one that is free",
            request(),
            List.of(POOL),
            ledger(claim("10.0.0.2", "other")),
            granted("10.0.0.1", "p")),
        new Row(
            "never one that a Service holds",
            request(),
            List.of(POOL),
            ledger(foreign("10.0.0.1", "kube-system", "dns")),
            granted("10.0.0.2", "p")),
        new Row(
            "never network nor broadcast: only .1 and .2 of a /30",
            request(),
            List.of(POOL),
            ledger(claim("10.0.0.1", "a"), claim("10.0.0.2", "b")),
            exhausted(2, "p")),
        new Row(
            "both addresses of a /31 (RFC 3021)",
            request(),
            List.of(pool("p", "10.0.0.0/31")),
            ledger(claim("10.0.0.1", "a")),
            granted("10.0.0.0", "p")),
        new Row(
            "the address of a /32",
            request(),
            List.of(pool("p", "10.0.0.0/32")),
            NOTHING,
            granted("10.0.0.0", "p")),
        new Row(
            "never a reserved one",
            request(),
            List.of(reserving(POOL, "10.0.0.1")),
            NOTHING,
            granted("10.0.0.2", "p")),
        new Row(
            "from the pool of the highest priority",
            request(),
            Judgement.of(List.of(ONE, withPriority(pool("z", "10.0.2.1"), 1)), List.of()),
            NOTHING,
            granted("10.0.2.1", "z")),
        new Row(
            "from the next pool when the first is full",
            request(),
            List.of(POOL, ONE),
            ledger(claim("10.0.0.1", "a"), claim("10.0.0.2", "b")),
            granted("10.0.1.1", "q")),
        new Row(
            "from the next pool when the first is in conflict",
            request(),
            List.of(BROKEN, ONE),
            NOTHING,
            granted("10.0.1.1", "q")),
        new Row(
            "from the pool that it names",
            request("q", null),
            List.of(POOL, ONE),
            NOTHING,
            granted("10.0.1.1", "q")),
        new Row(
            "not from a pool that serves only who names it",
            request(),
            List.of(manual(POOL), ONE),
            NOTHING,
            granted("10.0.1.1", "q")),
        new Row(
            "from such a pool when it names it",
            request("q", null),
            List.of(POOL, manual(ONE)),
            NOTHING,
            granted("10.0.1.1", "q")),
        new Row(
            "from such a pool when it names an address of it",
            request(null, "10.0.1.1"),
            List.of(POOL, manual(ONE)),
            NOTHING,
            granted("10.0.1.1", "q")),
        new Row(
            "not from a pool for load balancers",
            request(),
            List.of(forLoadBalancers(POOL), ONE),
            NOTHING,
            granted("10.0.1.1", "q")),
        new Row(
            "its external address is another one",
            request(),
            List.of(ONE),
            ledger(external(claim("10.0.0.1", "me"))),
            granted("10.0.1.1", "q")),
        new Row(
            "a pool for load balancers is refused by its name",
            request("p", null),
            List.of(forLoadBalancers(POOL), ONE),
            NOTHING,
            new Decision.NotAllowed("p", "is for use LoadBalancer")),
        new Row(
            "the users' band is not touched while others are free",
            request(),
            List.of(withUserBand(POOL, "10.0.0.1")),
            NOTHING,
            granted("10.0.0.2", "p")),
        new Row(
            "the users' band is used last",
            request(),
            List.of(withUserBand(POOL, "10.0.0.1")),
            ledger(claim("10.0.0.2", "a")),
            granted("10.0.0.1", "p")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void decides(Row row) {
    for (int seed = 0; seed < 20; seed++) {
      var random = new Random(seed);
      assertThat(Allocator.decide(row.request(), row.pools(), row.ledger(), random))
          .isEqualTo(row.expected());
    }
  }

  /// @param all that a pool of this text ever hands out
  record Boundary(String name, String range, List<String> all) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Boundary> boundaries() {
    return Stream.of(
        new Boundary("/32: its address", "10.0.0.4/32", List.of("10.0.0.4")),
        new Boundary("/31: both", "10.0.0.4/31", List.of("10.0.0.4", "10.0.0.5")),
        new Boundary("/30: the two in the middle", "10.0.0.4/30", List.of("10.0.0.5", "10.0.0.6")),
        new Boundary(
            "a range: first and last too",
            "10.0.0.254-10.0.1.1",
            List.of("10.0.0.254", "10.0.0.255", "10.0.1.0", "10.0.1.1")),
        new Boundary(
            "the end of the address space",
            "255.255.255.252/30",
            List.of("255.255.255.253", "255.255.255.254")));
  }

  @ParameterizedTest(name = "T9: {0}")
  @MethodSource("boundaries")
  void handsOutEveryAddressOnceAndNoOther(Boundary boundary) {
    var ledger = new Ledger();
    var pools = List.of(pool("p", boundary.range()));
    var random = new Random(1);
    for (int i = 0; i < boundary.all().size(); i++) {
      var decision = Allocator.decide(request(), pools, ledger, random);
      assertThat(decision).isInstanceOf(Decision.Granted.class);
      ledger.put(claim(((Decision.Granted) decision).ip().toString(), "other-" + i));
    }
    assertThat(ledger.ours()).extracting(c -> c.ip().toString()).isEqualTo(boundary.all());
    assertThat(Allocator.decide(request(), pools, ledger, random))
        .isEqualTo(exhausted(boundary.all().size(), "p"));
  }

  private static Pool manual(Pool pool) {
    return Given.with(pool, new Pool.Rules(0, Pool.Use.ClusterIP, false));
  }

  private static Pool forLoadBalancers(Pool pool) {
    return Given.with(pool, new Pool.Rules(0, Pool.Use.LoadBalancer, true));
  }

  private static Claim external(Claim claim) {
    return new Claim(
        claim.ip(),
        claim.holder(),
        claim.namespace(),
        claim.ownerUid(),
        Pool.Use.LoadBalancer,
        claim.pool(),
        claim.heldUntil());
  }

  private static Claim claimOf(String address, String uid) {
    return new Claim(Ip.of(address), "virtualservices.fixpoint.dev shop/me", "shop", uid);
  }
}
