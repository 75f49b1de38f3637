// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.forwarding.Share;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePicksTest {

  private static List<Target> targets(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Target(Ip.of("10.1.0." + (i + 1)), 8080, true))
        .toList();
  }

  /// Who gets each pair of the two hashes.
  private static List<Target> slots(List<Share> shares) {
    var slots = new ArrayList<Target>();
    var branches = SourcePicks.of(shares);
    for (int first = 0; first < SourcePicks.SLOTS; first++) {
      var taken = "0x%08x".formatted(1 << first);
      var branch =
          branches.stream()
              .filter(b -> b.match().isEmpty() || b.match().contains(taken))
              .findFirst()
              .orElseThrow();
      for (int second = 0; second < SourcePicks.SLOTS; second++) {
        var drawn = "0x%08x".formatted(1 << second);
        slots.add(
            branch.picks().stream()
                .filter(p -> p.match().isEmpty() || p.match().contains(drawn))
                .findFirst()
                .orElseThrow()
                .target());
      }
    }
    return slots;
  }

  private static Map<Target, Integer> counts(List<Target> slots) {
    var counts = new HashMap<Target, Integer>();
    slots.forEach(target -> counts.merge(target, 1, Integer::sum));
    return counts;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 40})
  @DisplayName("who leaves moves its own slots alone, and gets them back")
  void onlyTheSlotsOfTheOneThatLeavesMove(int count) {
    var all = targets(count);
    var before = slots(List.of(new Share(1, all)));
    var after = slots(List.of(new Share(1, all.subList(1, count))));

    assertThat(before).hasSize(1024).containsAll(all);
    for (int slot = 0; slot < before.size(); slot++) {
      if (!before.get(slot).equals(all.getFirst())) {
        assertThat(after.get(slot)).isEqualTo(before.get(slot));
      }
    }
    assertThat(after).doesNotContain(all.getFirst());
  }

  @Test
  void weightsAreSharesOfTheSlots() {
    var counts =
        counts(
            slots(List.of(new Share(3, Sample.targets("A")), new Share(1, Sample.targets("B")))));
    assertThat(counts.get(Sample.targets("A").getFirst())).isCloseTo(768, Offset.offset(45));
  }

  @Test
  void aLastRuleTakesWhatIsLeft() {
    var branches = SourcePicks.of(List.of(new Share(1, targets(5))));
    assertThat(branches).hasSize(SourcePicks.SLOTS);
    assertThat(branches.getLast().match()).isEmpty();
    assertThat(branches)
        .allMatch(branch -> branch.picks().size() <= SourcePicks.SLOTS)
        .allMatch(branch -> branch.picks().getLast().match().isEmpty());
  }

  @Test
  void oneTargetIsOneRule() {
    assertThat(SourcePicks.of(List.of(new Share(1, targets(1)), new Share(5, targets(1)))))
        .containsExactly(
            new SourcePicks.Branch("", List.of(new Picks.Pick(targets(1).getFirst(), ""))));
  }

  @Test
  @DisplayName("a mask is printed where a number is asked for")
  void isWrittenAsEachVersionTakesIt() {
    assertThat(
            SourcePicks.asInput(
                "-p tcp -m cluster --cluster-local-nodemask 0x80000000 --cluster-total-nodes 32"
                    + " --cluster-hash-seed 0x46697870 -j RETURN"))
        .isEqualTo(
            "-p tcp -m cluster --cluster-local-node 32 --cluster-total-nodes 32"
                + " --cluster-hash-seed 0x46697870 -j RETURN");
    assertThat(SourcePicks.asInput("-p tcp -j RETURN")).isEqualTo("-p tcp -j RETURN");
  }
}
