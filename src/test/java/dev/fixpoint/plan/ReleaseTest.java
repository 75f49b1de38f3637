// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.ipam.Claim;
import dev.fixpoint.plan.Release.Levels;
import dev.fixpoint.plan.Release.Routed;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// When the address of a VirtualService that is gone may be given away. The view of the intents
/// is as of resourceVersion 100.
class ReleaseTest {
  private static final Ip VIP = Ip.of("10.96.0.1");
  private static final Claim CLAIM =
      new Claim(VIP, "virtualservices.fixpoint.dev shop/web", "shop", "u1");
  private static final Routed INTENT = new Routed("u1", Set.of(VIP));
  private static final Map<Claim, Long> FRESH = Map.of();

  /// @param waits whether the claim is judged to wait or to be free, rather than to be held
  record Row(
      String name,
      Levels levels,
      Map<Claim, Long> before,
      boolean waits,
      boolean freed,
      Set<String> orphaned) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        held("the owner is there", levels(Set.of("u1"), List.of(INTENT), 500), Set.of()),
        held(
            "the owner is there, its intent not yet",
            levels(Set.of("u1"), List.of(), 500),
            Set.of()),
        held(
            "the owner is gone, but its intent is still routed",
            levels(Set.of(), List.of(INTENT), 500),
            Set.of("u1")),
        held(
            "another intent routes the address",
            levels(Set.of("u2"), List.of(new Routed("u2", Set.of(VIP))), 500),
            Set.of()),
        quarantined(
            "owner and intent are gone, one live node has not seen it",
            levels(Set.of(), List.of(), 500, 99),
            FRESH),
        quarantined("no live node has seen it", levels(Set.of(), List.of(), 99, 99), FRESH),
        quarantined(
            "the owner is back under the same name with another UID: that one has to wait too",
            levels(Set.of("u2"), List.of(new Routed("u2", Set.of())), 99),
            FRESH),
        quarantined(
            "after a restart nothing is known of how long it has waited: it waits again",
            levels(Set.of(), List.of(), 99),
            FRESH),
        quarantined(
            "no node is live: kernels that nobody hears of may still route it, and no node could"
                + " serve a new owner anyway",
            levels(Set.of(), List.of()),
            FRESH),
        quarantined(
            "all nodes have fallen silent after it was seen gone: still none has said so",
            levels(Set.of(), List.of()),
            Map.of(CLAIM, 80L)),
        freed(
            "all live nodes have passed the version at which it was seen gone",
            levels(Set.of(), List.of(), 100, 500),
            FRESH),
        freed(
            "the last live node has passed the version of the first judgement, not of this one",
            levels(Set.of(), List.of(), 80, 90),
            Map.of(CLAIM, 80L)),
        freed(
            "the owner is back with another UID and an address of its own",
            levels(Set.of("u2"), List.of(new Routed("u2", Set.of(Ip.of("10.96.0.2")))), 100),
            FRESH));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void judges(Row row) {
    var release = Release.judge(row.levels(), row.before());

    assertThat(release.removed().containsKey(CLAIM)).isEqualTo(row.waits());
    assertThat(release.free()).isEqualTo(row.freed() ? List.of(CLAIM) : List.of());
    assertThat(release.orphanedIntents()).isEqualTo(row.orphaned());
  }

  @Test
  void aLaggingNodeHoldsItUntilItHasPassed() {
    var first = Release.judge(levels(Set.of(), List.of(), 500, 60), FRESH);
    assertThat(first.free()).isEmpty();
    assertThat(first.removed()).isEqualTo(Map.of(CLAIM, 100L));

    var later = new Levels(Set.of(), List.of(CLAIM), List.of(), 200, nodes(500, 99));
    var second = Release.judge(later, first.removed());
    assertThat(second.free()).isEmpty();
    assertThat(second.removed()).isEqualTo(Map.of(CLAIM, 100L)); // other changes don't prolong it

    var passed = new Levels(Set.of(), List.of(CLAIM), List.of(), 300, nodes(500, 100));
    assertThat(Release.judge(passed, second.removed()).free()).containsExactly(CLAIM);
  }

  @Test
  void theNextOwnerOfAnAddressDoesNotProfitFromTheWaitOfTheLast() {
    var next = new Claim(VIP, CLAIM.holder(), CLAIM.namespace(), "u2");
    var gone = new Levels(Set.of(), List.of(next), List.of(), 100, nodes(90));

    assertThat(Release.judge(gone, Map.of(CLAIM, 80L)).free()).isEmpty();
  }

  @Test
  void anIntentThatComesBackStartsTheWaitAnew() {
    var before = Map.of(CLAIM, 80L);
    var routedAgain = Release.judge(levels(Set.of(), List.of(INTENT), 90), before);
    assertThat(routedAgain.removed()).isEmpty();

    assertThat(Release.judge(levels(Set.of(), List.of(), 90), routedAgain.removed()).free())
        .isEmpty();
  }

  @Test
  void whatIsFreedAndGoneIsForgotten() {
    var none = new Levels(Set.of(), List.of(), List.of(), 100, nodes(100));

    assertThat(Release.judge(none, Map.of(CLAIM, 80L)).removed()).isEmpty();
  }

  private static Row held(String name, Levels levels, Set<String> orphaned) {
    return new Row(name, levels, FRESH, false, false, orphaned);
  }

  private static Row quarantined(String name, Levels levels, Map<Claim, Long> before) {
    return new Row(name, levels, before, true, false, Set.of());
  }

  private static Row freed(String name, Levels levels, Map<Claim, Long> before) {
    return new Row(name, levels, before, true, true, Set.of());
  }

  private static Levels levels(Set<String> owners, List<Routed> intents, long... watermarks) {
    return new Levels(owners, List.of(CLAIM), intents, 100, nodes(watermarks));
  }

  private static Collection<LiveNode> nodes(long... watermarks) {
    return LongStream.of(watermarks)
        .mapToObj(w -> new LiveNode("n" + w, w, Map.<Key, String>of()))
        .toList();
  }
}
