// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// The ledger answers what a plain map of claims would answer, whatever happened before.
class LedgerTest {
  private static final int SIZE = 12;

  /// Where the addresses of a history lie.
  private static final List<Ip> BASES =
      List.of(
          Ip.of("10.0.0.250"),
          Ip.of("127.255.255.250"),
          Ip.of("fd00::ffff:ffff:ffff:fffa"),
          Ip.of("7fff:ffff:ffff:ffff:ffff:ffff:ffff:fffa"));

  /// @param owner empty: a Service; `-`: removed
  record Step(int address, String owner) {}

  @Property(tries = 2000)
  void answersAsAMapWould(
      @ForAll("bases") Ip base,
      @ForAll("histories") List<Step> history,
      @ForAll @IntRange(max = SIZE - 1) int a,
      @ForAll @IntRange(max = SIZE - 1) int b,
      @ForAll @IntRange(max = SIZE - 1) int from) {
    var ledger = new Ledger();
    var model = new TreeMap<Ip, Claim>();
    for (var step : history) {
      var ip = base.plus(step.address());
      if (step.owner().equals("-")) {
        ledger.remove(ip);
        model.remove(ip);
      } else {
        var claim = new Claim(ip, "somebody", "shop", step.owner());
        ledger.put(claim);
        model.put(ip, claim);
      }
    }
    var range = new IpRange(base.plus(Math.min(a, b)), base.plus(Math.max(a, b)));
    var start = base.plus(Math.clamp(from, Math.min(a, b), Math.max(a, b)));

    assertThat(ledger.free(range, start)).isEqualTo(firstFree(model, base, range, start));
    assertThat(ledger.heldIn(range))
        .isEqualTo(model.keySet().stream().filter(range::contains).count());
    assertThat(ledger.ours())
        .containsExactlyElementsOf(model.values().stream().filter(Claim::isOurs).toList());
    for (var owner : List.of("u1", "u2")) {
      assertThat(ledger.heldBy(owner))
          .containsExactlyElementsOf(
              model.values().stream().filter(c -> c.isHeldBy(owner)).map(Claim::ip).toList());
    }
    assertThat(ledger.heldBy("")).isEmpty();
    for (int i = 0; i < SIZE; i++) {
      assertThat(ledger.holder(base.plus(i)))
          .isEqualTo(Optional.ofNullable(model.get(base.plus(i))));
    }
  }

  /// From `start` upwards, then from the range's beginning.
  private static Optional<Ip> firstFree(
      TreeMap<Ip, Claim> model, Ip base, IpRange range, Ip start) {
    var inside = IntStream.range(0, SIZE).mapToObj(base::plus).filter(range::contains).toList();
    var free = inside.stream().filter(ip -> !model.containsKey(ip)).toList();
    return free.stream()
        .filter(ip -> ip.compareTo(start) >= 0)
        .findFirst()
        .or(() -> free.stream().findFirst());
  }

  @Test
  void theEndsOfTheAddressSpaceAreNoNeighbours() {
    for (var range : List.of("0.0.0.0/0", "::/0")) {
      var all = IpRange.parse(range).orElseThrow();
      var ledger = new Ledger();
      ledger.put(new Claim(all.first(), "a", "shop", "u1"));
      ledger.put(new Claim(all.last(), "b", "shop", "u2"));

      assertThat(ledger.free(all, all.first())).contains(all.first().plus(1));
      assertThat(ledger.free(all, all.last())).contains(all.first().plus(1));
      ledger.remove(all.first());
      assertThat(ledger.free(all, all.first())).contains(all.first());
      assertThat(ledger.heldIn(all)).isEqualTo(1);
    }
  }

  @Test
  void familiesAreNoNeighbours() {
    var ledger = Given.ledger(Given.claim("255.255.255.255", "a"), Given.claim("::", "b"));

    ledger.remove(Ip.of("255.255.255.255"));

    assertThat(ledger.holder(Ip.of("::"))).isPresent();
    assertThat(ledger.free(IpRange.parse("::/127").orElseThrow(), Ip.of("::")))
        .contains(Ip.of("::1"));
  }

  @Test
  void anAddressThatChangesHandsBelongsToOneOwner() {
    var ledger = Given.ledger(Given.claim("10.0.0.1", "a"), Given.claim("10.0.0.1", "b"));

    assertThat(ledger.heldBy("a")).isEmpty();
    assertThat(ledger.heldBy("b")).containsExactly(Ip.of("10.0.0.1"));
    ledger.put(Given.foreign("10.0.0.1", "shop", "service"));
    assertThat(ledger.heldBy("b")).isEmpty();
    assertThat(ledger.ours()).isEmpty();
  }

  @Test
  void removingWhatNobodyHoldsChangesNothing() {
    var ledger = Given.ledger(Given.claim("10.0.0.1", "a"), Given.claim("10.0.0.3", "a"));

    ledger.remove(Ip.of("10.0.0.2"));

    assertThat(ledger.heldBy("a")).containsExactly(Ip.of("10.0.0.1"), Ip.of("10.0.0.3"));
    assertThat(ledger.free(IpRange.parse("10.0.0.1-10.0.0.3").orElseThrow(), Ip.of("10.0.0.1")))
        .contains(Ip.of("10.0.0.2"));
  }

  @Provide
  Arbitrary<Ip> bases() {
    return Arbitraries.of(BASES);
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    var address = Arbitraries.integers().between(0, SIZE - 1);
    var owner = Arbitraries.of("u1", "u2", "", "-");
    return Combinators.combine(address, owner).as(Step::new).list().ofMaxSize(40);
  }
}
