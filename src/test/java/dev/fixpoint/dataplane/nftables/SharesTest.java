// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.forwarding.Share;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SharesTest {

  /// @param shares `weight*targets`
  /// @param slots of the targets of each share
  record Row(String name, String shares, List<Integer> slots) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("one share is one slot for each target", "7*3", List.of(3)),
        new Row("nineteen to one", "95*1 5*1", List.of(19, 1)),
        new Row("a canary of one pod", "95*3 5*1", List.of(57, 3)),
        new Row("equal weights over unequal numbers", "1*1 1*3", List.of(3, 3)),
        new Row("weights that share a factor", "200*2 100*1", List.of(2, 1)),
        new Row("a thousand at most, the larger remainder first", "97*11 3*7", List.of(970, 30)),
        new Row("a weight too small to show still counts", "1000000*1 1*1", List.of(1000, 1)),
        new Row("no target without a slot", "1000000*1 1*3", List.of(1000, 3)),
        new Row("more targets than a thousand", "1*1500 1*1", List.of(1500, 1500)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void slots(Row row) {
    var shares = shares(row.shares());
    var counts = Shares.of(shares);
    var sums = new ArrayList<Integer>();
    for (var share : shares) {
      sums.add(share.targets().stream().mapToInt(counts::get).sum());
    }
    assertThat(sums).isEqualTo(row.slots());
  }

  @Property(tries = 300)
  void noShareIsFurtherFromItsWeightThanAThousandthAndOneSlotForEachTarget(
      @ForAll @Size(min = 2, max = 6) List<@IntRange(min = 1, max = 1_000_000) Integer> weights,
      @ForAll @IntRange(min = 1, max = 12) int targets) {
    var text = new StringBuilder();
    weights.forEach(weight -> text.append(weight).append('*').append(targets).append(' '));
    var shares = shares(text.toString().strip());
    var counts = Shares.of(shares);
    double all = counts.values().stream().mapToInt(Integer::intValue).sum();
    double sum = weights.stream().mapToDouble(Integer::doubleValue).sum();
    for (var share : shares) {
      double has = share.targets().stream().mapToInt(counts::get).sum() / all;
      double least = targets * weights.size() / all;
      assertThat(Math.abs(has - share.weight() / sum)).isLessThanOrEqualTo(0.001 + least);
    }
  }

  /// Changing weights of targets that stay moves no slot but those that change hands.
  @ParameterizedTest
  @MethodSource("rows")
  void aWeightThatChangesMovesNothingElse(Row row) {
    var shares = shares(row.shares());
    var before = Slots.assign(List.of(), Shares.of(shares));
    var next = new ArrayList<Share>();
    for (int i = 0; i < shares.size(); i++) {
      next.add(new Share(shares.get(i).weight() + i, shares.get(i).targets()));
    }
    var counts = Shares.of(next);
    var after = Slots.assign(before, counts);

    var kept = new TreeMap<Target, Integer>();
    for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
      if (before.get(i).equals(after.get(i))) {
        kept.merge(after.get(i), 1, Integer::sum);
      }
    }
    var inReach = new TreeMap<Target, Integer>();
    before
        .subList(0, Math.min(before.size(), after.size()))
        .forEach(target -> inReach.merge(target, 1, Integer::sum));
    inReach.forEach(
        (target, had) ->
            assertThat(kept.getOrDefault(target, 0)).isEqualTo(Math.min(had, counts.get(target))));
  }

  static List<Share> shares(String text) {
    var shares = new ArrayList<Share>();
    int first = 0;
    for (var part : text.split(" ")) {
      int star = part.indexOf('*');
      int size = Integer.parseInt(part.substring(star + 1));
      int from = first;
      var targets =
          IntStream.range(0, size)
              .mapToObj(i -> new Target(Ip.of("10.1.0.1").plus(from + i), 8080, false))
              .toList();
      shares.add(new Share(Integer.parseInt(part.substring(0, star)), targets));
      first += size;
    }
    return shares;
  }
}
