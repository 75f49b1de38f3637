// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.IpRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NftPlanTest {

  /// @param before the slots of one frontend, as letters
  /// @param targets what it shall forward to
  /// @param touched how many slot elements are deleted or added
  record Row(String name, String before, String targets, String after, int touched) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("the first targets take slots in their order", "", "abc", "abc", 3),
        new Row("nothing to do touches nothing", "cab", "abc", "cab", 0),
        new Row("one more takes a new slot at the end", "ab", "abc", "abc", 1),
        new Row("a smaller address moves nobody", "bc", "abc", "bca", 1),
        new Row("the last slot's target leaves", "abc", "ab", "ab", 1),
        new Row("the last slot moves into the hole", "abc", "bc", "cb", 3),
        new Row("replacing one touches its slot alone", "abc", "bcd", "dbc", 2),
        new Row("two leave, one comes", "abcd", "bde", "dbe", 5),
        new Row("all leave", "abc", "", "", 3),
        new Row("a pod that is local now keeps its slot", "ab", "Ab", "Ab", 0),
        new Row("one pod said local and not local is one", "", "aA", "A", 1));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void slots(Row row) {
    var frontend = Sample.frontend("1:80");
    var state = NftSample.state(Map.of());
    state.accept(plan(state, Map.of(frontend, Sample.forward("")), Set.of()));
    for (int i = 1; i <= row.before().length(); i++) { // one by one, so that order is as written
      var forward = Sample.forward(row.before().substring(0, i));
      state.accept(plan(state, Map.of(frontend, forward), Set.of()));
    }

    var plan = plan(state, Map.of(frontend, Sample.forward(row.targets())), Set.of());
    state.accept(plan);

    assertThat(Sample.letters(state.route(frontend).slots())).isEqualTo(row.after());
    assertThat(touchedSlots(plan.change())).isEqualTo(row.touched());
  }

  private static NftPlan plan(
      NftState state, Map<Frontend, Forward> changed, Set<Frontend> removed) {
    return NftPlan.of(state, changed, removed, NodeRules.NONE);
  }

  static long touchedSlots(NftChange change) {
    return Stream.of(change.removed(), change.added())
        .flatMap(List::stream)
        .filter(element -> element.set() == NftSkeleton.SLOTS)
        .count();
  }

  @Test
  void theSameTableAgainIsNoChange() {
    var table = Sample.forwards("1:80 abC, 1:81 -, 2:80 Cd");
    var state = NftSample.state(table);
    assertThat(plan(state, table, Set.of(Sample.frontend("9:9"))).change().isEmpty()).isTrue();
  }

  @Test
  void whatFrontendsShareStaysAsLongAsOneRefersToIt() {
    var state = NftSample.state(Sample.forwards("1:80 AB, 1:81 AC"));

    var first = plan(state, Map.of(), Set.of(Sample.frontend("1:80")));
    state.accept(first);
    var second = plan(state, Map.of(), Set.of(Sample.frontend("1:81")));

    assertThat(first.change().removed().toString()).contains("hairpin 10.1.0.2 ");
    assertThat(first.change().removed().toString())
        .doesNotContain("addresses", "hairpin 10.1.0.1 ");
    assertThat(first.change().obsolete()).isEmpty();
    assertThat(second.change().removed().toString())
        .contains("addresses 10.96.0.1", "hairpin 10.1.0.1 ", "hairpin 10.1.0.3 ");
    assertThat(second.change().obsolete()).containsExactly("pick-2");
  }

  @Test
  void aFrontendChangedAndRemovedIsRemoved() {
    var state = NftSample.state(Sample.forwards("1:80 a"));
    var plan =
        plan(
            state,
            Sample.forwards("1:80 b, 2:80 b"),
            Set.copyOf(Sample.forwards("1:80 -, 2:80 -").keySet()));
    state.accept(plan);
    assertThat(plan.assigned()).isEmpty();
    assertThat(state.table().elements().of(NftSkeleton.VIPS)).isEmpty();
  }

  @Test
  void slotsFoundInTheKernelAreKeptAndMended() {
    var have = new ArrayList<Target>(Sample.targets("xxaacb"));
    have.set(1, null);
    var counts = new LinkedHashMap<Target, Integer>();
    Sample.targets("abcd").forEach(target -> counts.put(target, 1));
    // slots: x - a a c b; of these 2 (a) is within 0..3 and wanted
    assertThat(Slots.assign(have, counts))
        .containsExactlyInAnyOrderElementsOf(Sample.targets("abcd"))
        .element(2)
        .isEqualTo(Sample.targets("a").getFirst());
  }

  @Test
  void addressesThatAreNobodysComeAndGoWithTheRules() {
    var state = NftSample.state(Sample.forwards("1:80 a"));
    var rules =
        new NodeRules(
            Set.of(
                IpRange.parse("10.96.0.0/24").orElseThrow(),
                IpRange.parse("10.96.0.128/25").orElseThrow(),
                IpRange.parse("fd00::/64").orElseThrow()));

    var plan = NftPlan.of(state, Map.of(), Set.of(), rules);
    state.accept(plan);

    assertThat(plan.change().added()).hasToString("[guarded 10.96.0.0/24]");
    assertThat(plan.change().removed()).isEmpty();
    var back = NftPlan.of(state, Map.of(), Set.of(), NodeRules.NONE).change();
    assertThat(back.removed()).hasToString("[guarded 10.96.0.0/24]");
    assertThat(back.added()).isEmpty();
  }
}
