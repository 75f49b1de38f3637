// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import static dev.fixpoint.ipam.Given.claim;
import static dev.fixpoint.ipam.Given.exhausted;
import static dev.fixpoint.ipam.Given.foreign;
import static dev.fixpoint.ipam.Given.granted;
import static dev.fixpoint.ipam.Given.inConflict;
import static dev.fixpoint.ipam.Given.ledger;
import static dev.fixpoint.ipam.Given.outOfRange;
import static dev.fixpoint.ipam.Given.pool;
import static dev.fixpoint.ipam.Given.request;
import static dev.fixpoint.ipam.Given.reserving;
import static dev.fixpoint.ipam.Given.taken;
import static dev.fixpoint.ipam.Given.withUserBand;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Ip;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Why a service gets no address, or not the one that it asks for.
@DisplayName("T10: an address that can't be had")
class RefusalTest {
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
    return Stream.concat(refusing(), requesting());
  }

  private static Stream<Row> refusing() {
    var full = ledger(claim("10.0.0.1", "a"), claim("10.0.0.2", "b"), claim("10.0.1.1", "c"));
    return Stream.of(
        new Row(
            "exhausted, and how many there are",
            request(),
            List.of(POOL, ONE),
            full,
            exhausted(3, "p", "q")),
        new Row(
            "a full pool that is named has no next",
            request("p", null),
            List.of(POOL, pool("r", "10.0.9.0/24")),
            full,
            exhausted(2, "p")),
        new Row(
            "what is reserved is not counted as in use",
            request(),
            List.of(reserving(pool("p", "10.0.0.1-10.0.0.9"), "10.0.0.3-10.0.0.9")),
            full,
            exhausted(2, "p")),
        new Row(
            "addresses of the other family are not counted",
            request(),
            List.of(pool("p", "10.0.0.0/30", "fd00::/64")),
            full,
            exhausted(2, "p")),
        new Row(
            "a pool where all is reserved",
            request(),
            List.of(reserving(POOL, "10.0.0.0/30", "10.0.0.2")),
            NOTHING,
            exhausted(0, "p")),
        new Row(
            "no such pool, and which there are",
            request("x", null),
            List.of(ONE, POOL),
            NOTHING,
            new Decision.NoSuchPool("x", List.of("p", "q"))),
        new Row(
            "the named pool is in conflict: no other is tried",
            request("p", null),
            List.of(BROKEN, ONE),
            NOTHING,
            new Decision.PoolConflict("p", "overlaps q")),
        new Row(
            "all pools are in conflict",
            request(),
            List.of(BROKEN),
            NOTHING,
            new Decision.PoolConflict("p", "overlaps q")),
        new Row("no pool at all", request(), List.of(), NOTHING, new Decision.NoPool("IPv4")),
        new Row(
            "no pool of the family",
            request(),
            List.of(pool("six", "fd00::/64")),
            NOTHING,
            new Decision.NoPool("IPv4")),
        new Row(
            "the named pool is of the other family",
            request("six", null),
            List.of(pool("six", "fd00::/64"), POOL),
            NOTHING,
            new Decision.NoPool("IPv4")));
  }

  private static Stream<Row> requesting() {
    var others =
        ledger(
            claim("10.0.0.1", "other"),
            claim("10.0.0.2", "bank", "vault"),
            foreign("10.0.1.1", "shop", "old"));
    var pools = List.of(POOL, ONE, reserving(pool("r", "10.0.2.0/29"), "10.0.2.3"));
    return Stream.of(
        new Row(
            "grants what is asked for",
            request(null, "10.0.2.2"),
            pools,
            others,
            granted("10.0.2.2", "r")),
        new Row(
            "a reserved one can't be had",
            request(null, "10.0.2.3"),
            pools,
            others,
            new Decision.Reserved(Ip.of("10.0.2.3"), "r")),
        new Row(
            "one of the users' band can be asked for",
            request(null, "10.0.0.1"),
            List.of(withUserBand(POOL, "10.0.0.1")),
            NOTHING,
            granted("10.0.0.1", "p")),
        new Row(
            "taken: names the owner in the same namespace",
            request(null, "10.0.0.1"),
            pools,
            others,
            taken("10.0.0.1", "virtualservices.fixpoint.dev shop/other")),
        new Row(
            "taken: names a Service in the same namespace",
            request(null, "10.0.1.1"),
            pools,
            others,
            taken("10.0.1.1", "services shop/old")),
        new Row(
            "taken: says no more than that of another namespace",
            request(null, "10.0.0.2"),
            pools,
            others,
            taken("10.0.0.2", "in use")),
        new Row(
            "taken: a holder without a namespace is not disclosed",
            request(null, "10.0.0.2"),
            pools,
            ledger(foreign("10.0.0.2", "", "x")),
            taken("10.0.0.2", "in use")),
        new Row(
            "out of range, and which pools there are",
            request(null, "10.9.9.9"),
            pools,
            others,
            outOfRange("10.9.9.9", "p", "q", "r")),
        new Row(
            "not in the pool that it names, though in another",
            request("p", "10.0.2.2"),
            pools,
            others,
            outOfRange("10.0.2.2", "p")),
        new Row(
            "never the network address",
            request(null, "10.0.0.0"),
            pools,
            others,
            outOfRange("10.0.0.0", "p", "q", "r")),
        new Row(
            "never the broadcast address",
            request(null, "10.0.0.3"),
            pools,
            others,
            outOfRange("10.0.0.3", "p", "q", "r")),
        new Row(
            "not from a pool in conflict",
            request("p", "10.0.0.1"),
            List.of(BROKEN),
            NOTHING,
            new Decision.PoolConflict("p", "overlaps q")),
        new Row(
            "another than the one it holds: takes the new before it drops the old",
            request(null, "10.0.2.2"),
            pools,
            ledger(claim("10.0.0.1", "me")),
            granted("10.0.2.2", "r")),
        new Row(
            "another than the one it holds, but it is taken",
            request(null, "10.0.0.2"),
            pools,
            ledger(claim("10.0.0.1", "me"), claim("10.0.0.2", "bank", "vault")),
            taken("10.0.0.2", "in use")));
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
}
