// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.nftables.Element.Slot;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
    var state = Sample.state(Map.of());
    var start = NftPlan.of(state, Map.of(frontend, Sample.targets("")), Set.of());
    state.accept(start);
    for (int i = 1; i <= row.before().length(); i++) { // one by one, so that order is as written
      var targets = Sample.targets(row.before().substring(0, i));
      state.accept(NftPlan.of(state, Map.of(frontend, targets), Set.of()));
    }

    var plan = NftPlan.of(state, Map.of(frontend, Sample.targets(row.targets())), Set.of());
    state.accept(plan);

    assertThat(Sample.letters(state.slots(frontend))).isEqualTo(row.after());
    assertThat(touchedSlots(plan.change())).isEqualTo(row.touched());
  }

  static long touchedSlots(NftChange change) {
    return Stream.concat(change.removed().stream(), change.added().stream())
        .filter(Slot.class::isInstance)
        .count();
  }

  @Test
  void theSameTableAgainIsNoChange() {
    var table = Sample.table("1:80 abC, 1:81 -, 2:80 Cd");
    var state = Sample.state(table);
    assertThat(NftPlan.of(state, table, Set.of(Sample.frontend("9:9"))).change().isEmpty())
        .isTrue();
  }

  @Test
  void whatFrontendsShareStaysAsLongAsOneRefersToIt() {
    var state = Sample.state(Sample.table("1:80 AB, 1:81 AC"));

    var first = NftPlan.of(state, Map.of(), Set.of(Sample.frontend("1:80")));
    state.accept(first);
    var second = NftPlan.of(state, Map.of(), Set.of(Sample.frontend("1:81")));

    assertThat(first.change().removed().toString()).contains("Hairpin[ip=10.1.0.2]");
    assertThat(first.change().removed().toString()).doesNotContain("Address", "ip=10.1.0.1]");
    assertThat(first.change().obsolete()).isEmpty();
    assertThat(second.change().removed().toString())
        .contains("Address[ip=10.96.0.1]", "Hairpin[ip=10.1.0.1]", "Hairpin[ip=10.1.0.3]");
    assertThat(second.change().obsolete()).containsExactly("pick-2");
  }

  @Test
  void aFrontendChangedAndRemovedIsRemoved() {
    var state = Sample.state(Sample.table("1:80 a"));
    var plan =
        NftPlan.of(
            state,
            Sample.table("1:80 b, 2:80 b"),
            Set.copyOf(Sample.table("1:80 -, 2:80 -").keySet()));
    state.accept(plan);
    assertThat(plan.assigned()).isEmpty();
    assertThat(state.table().vips()).isEmpty();
  }

  @Test
  void slotsFoundInTheKernelAreKeptAndMended() {
    var have = new TreeMap<Integer, Endpoint>();
    var found = Sample.targets("cxaacb");
    for (int i = 0; i < found.size(); i++) {
      have.put(i * 2 - 2, Endpoint.of(found.get(i)));
    }
    assertThat(Sample.letters(Slots.assign(have, Sample.targets("abcd")))).hasSize(4);
    // slots -2..8: c x a a c b; of these only 2 (a) is within 0..3 and wanted
    assertThat(Slots.assign(have, Sample.targets("abcd")))
        .containsExactlyInAnyOrderElementsOf(Sample.targets("abcd"))
        .element(2)
        .isEqualTo(Sample.targets("a").getFirst());
    assertThat(List.copyOf(have.keySet())).containsExactly(-2, 0, 2, 4, 6, 8);
  }
}
