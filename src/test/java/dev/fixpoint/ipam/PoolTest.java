// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import static dev.fixpoint.ipam.Given.born;
import static dev.fixpoint.ipam.Given.inConflict;
import static dev.fixpoint.ipam.Given.pool;
import static dev.fixpoint.ipam.Given.reserving;
import static dev.fixpoint.ipam.Given.withPriority;
import static dev.fixpoint.ipam.Given.withUserBand;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("T6: pools that overlap each other")
class PoolTest {
  private static final Pool OLD = born(pool("old", "10.0.0.0/24"), 1, "u1");
  private static final Pool YOUNG = born(pool("young", "10.0.0.128/25"), 2, "u2");
  private static final Pool APART = born(pool("apart", "10.0.1.0/24"), 3, "u3");

  /// @param disabled names of the pools that hand out nothing
  record Row(String name, List<Pool> pools, String... disabled) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("pools that lie apart disable nobody", List.of(OLD, APART)),
        new Row("of two that overlap the younger yields", List.of(OLD, YOUNG), "young"),
        new Row("the order of the list does not matter", List.of(YOUNG, OLD), "young"),
        new Row(
            "a higher priority does not help the younger",
            List.of(OLD, withPriority(YOUNG, 9)),
            "young"),
        new Row(
            "of one age the one with the lower UID stays",
            List.of(born(OLD, 5, "u9"), born(YOUNG, 5, "u8")),
            "old"),
        new Row(
            "one that is disabled disables no other",
            List.of(OLD, YOUNG, born(pool("third", "10.0.0.192-10.0.1.9"), 4, "u4")),
            "young",
            "third"),
        new Row(
            "so the third stays where only the disabled one has its addresses",
            List.of(
                born(pool("old", "10.0.0.0/25"), 1, "u1"),
                born(pool("young", "10.0.0.0/24"), 2, "u2"),
                born(pool("third", "10.0.0.192/26"), 3, "u3")),
            "young"),
        new Row("when the older one is gone the younger recovers", List.of(YOUNG, APART)),
        new Row(
            "when the older one has moved away the younger recovers",
            List.of(born(pool("old", "10.0.0.0/25"), 1, "u1"), YOUNG)),
        new Row(
            "one that could not be read disables nobody",
            List.of(inConflict(OLD, "spec.ranges: x"), YOUNG),
            "old"),
        new Row(
            "pools of two families never overlap",
            List.of(pool("four", "0.0.0.0/0"), pool("six", "::/0"))),
        new Row(
            "one address in common is enough",
            List.of(
                born(pool("old", "10.0.0.1-10.0.0.9"), 1, "u1"),
                born(pool("young", "10.0.0.9-10.0.0.20"), 2, "u2")),
            "young"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void judges(Row row) {
    var disabled =
        Judgement.of(row.pools(), List.of()).stream()
            .filter(p -> p.conflict().isPresent())
            .map(Pool::name);
    assertThat(disabled).containsExactlyInAnyOrder(row.disabled());
  }

  @Test
  void theConflictNamesTheAddressesAndTheOtherPool() {
    assertThat(Judgement.of(List.of(OLD, YOUNG), List.of()).getLast().conflict())
        .contains(
            "10.0.0.129-10.0.0.254 is also in the older pool old: change the ranges of one of them");
  }

  @Test
  void poolsAreTriedByPriorityThenByName() {
    var pools =
        List.of(
            pool("b", "10.0.1.0/24"),
            withPriority(pool("z", "10.0.2.0/24"), 10),
            pool("a", "10.0.3.0/24"),
            withPriority(pool("y", "10.0.4.0/24"), 1));
    assertThat(Judgement.of(pools, List.of()))
        .extracting(Pool::name)
        .containsExactly("z", "y", "a", "b");
  }

  /// @param order where to look for a free IPv4 address
  record Search(String name, Pool pool, String order) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Search> searches() {
    var pool = pool("p", "10.0.0.0/28");
    return Stream.of(
        new Search("all of it", pool, "10.0.0.1-10.0.0.14"),
        new Search(
            "what is reserved is left out",
            reserving(pool, "10.0.0.3", "10.0.0.8/29"),
            "10.0.0.1-10.0.0.2 10.0.0.4-10.0.0.7"),
        new Search(
            "what is reserved at both ends",
            reserving(pool, "10.0.0.0-10.0.0.3", "10.0.0.14-10.0.0.99"),
            "10.0.0.4-10.0.0.13"),
        new Search("all is reserved", reserving(pool, "10.0.0.0-10.0.0.255"), ""),
        new Search(
            "the users' band comes last",
            withUserBand(pool, "10.0.0.1-10.0.0.4"),
            "10.0.0.5-10.0.0.14 10.0.0.1-10.0.0.4"),
        new Search(
            "what is reserved of the users' band is left out",
            reserving(withUserBand(pool, "10.0.0.1-10.0.0.4"), "10.0.0.2"),
            "10.0.0.5-10.0.0.14 10.0.0.1 10.0.0.3-10.0.0.4"),
        new Search(
            "ranges in the order of their addresses",
            pool("p", "10.0.1.0/30", "10.0.0.0/30"),
            "10.0.0.1-10.0.0.2 10.0.1.1-10.0.1.2"),
        new Search(
            "ranges that overlap are one",
            pool("p", "10.0.0.1-10.0.0.6", "10.0.0.4-10.0.0.9", "10.0.0.5"),
            "10.0.0.1-10.0.0.9"),
        new Search("no address of the other family", pool("p", "fd00::/120"), ""));
  }

  @ParameterizedTest
  @MethodSource("searches")
  void looksInOrder(Search search) {
    var order = search.pool().searchOrder(Family.IPV4).stream().map(IpRange::toString).toList();
    assertThat(String.join(" ", order)).isEqualTo(search.order());
  }

  @Test
  void capacityCountsEachAddressOnce() {
    assertThat(pool("p", "10.0.0.0/28", "10.0.0.0/29").capacity()).isEqualTo(14);
    assertThat(pool("p", "10.0.0.0/28", "fd00::/124").capacity()).isEqualTo(29);
    assertThat(pool("p").capacity()).isZero();
  }

  @Test
  void capacityStopsAtWhatALongCanCount() {
    assertThat(pool("p", "fd00::/64", "fd01::/64", "10.0.0.0/8").capacity())
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void containsSaysWhatMayBeAssigned() {
    var pool = reserving(pool("p", "10.0.0.0/28"), "10.0.0.3");

    assertThat(pool.contains(Ip.of("10.0.0.3"))).isTrue();
    assertThat(pool.reserves(Ip.of("10.0.0.3"))).isTrue();
    assertThat(pool.contains(Ip.of("10.0.0.0"))).isFalse();
    assertThat(pool.contains(Ip.of("10.0.0.15"))).isFalse();
    assertThat(pool.serves(Family.IPV6)).isFalse();
  }

  @Test
  void guardsWhatIsItsOwnAlone() {
    var ledger = new Ledger();
    ledger.put(new Claim(Ip.of("10.0.0.5"), "services/shop/old", "shop", ""));
    ledger.put(new Claim(Ip.of("10.0.0.6"), "virtualservices/shop/web", "shop", "u1"));
    var pool = Given.reserving(pool("p", "10.0.0.0/28", "10.96.0.0/28"), "10.0.0.8-10.0.0.9");
    var services = Given.ranges("10.96.0.0/16");

    assertThat(pool.guarded(services, ledger, 3))
        .extracting(IpRange::toString)
        .containsExactly("10.0.0.1-10.0.0.4", "10.0.0.6-10.0.0.7", "10.0.0.10-10.0.0.14");
    assertThat(pool.guarded(services, ledger, 2)).as("more than can be said").isEmpty();
  }
}
