// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Whatever happened before, the table forwards as if it had been compiled a moment ago.
class NftHistoryTest {

  record Step(Map<Frontend, Forward> changed, Set<Frontend> removed) {}

  @Property(tries = 500)
  void historyDoesNotMatter(@ForAll("histories") List<Step> history) {
    var state = NftSample.state(Map.of());
    var kernel = new KernelModel(state.table());
    var table = new HashMap<Frontend, Forward>();
    for (var step : history) {
      var plan = NftPlan.of(state, step.changed(), step.removed(), NodeRules.NONE);
      assertThat(NftPlanTest.touchedSlots(plan.change())).isLessThanOrEqualTo(budget(step, table));
      kernel.apply(plan.change());
      state.accept(plan);
      table.putAll(step.changed());
      table.keySet().removeAll(step.removed());
      assertThat(kernel.table()).isEqualTo(state.table());
    }
    assertForwardsLike(kernel.table(), NftSample.state(table).table());
  }

  @Property(tries = 500)
  void anyTableIsMendedFromAnyOther(
      @ForAll("histories") List<Step> history, @ForAll("tables") Map<Frontend, Forward> table) {
    var state = NftSample.state(Map.of());
    history.forEach(
        step -> state.accept(NftPlan.of(state, step.changed(), step.removed(), NodeRules.NONE)));
    var have = state.table();

    var want = NftState.of(table, NodeRules.NONE, have).table();
    var mended = new KernelModel(have).apply(NftDiff.between(have, want).change()).table();

    assertThat(mended).isEqualTo(want);
    assertForwardsLike(mended, NftSample.state(table).table());
    assertThat(
            NftDiff.between(mended, NftState.of(table, NodeRules.NONE, mended).table())
                .differences())
        .isZero();
  }

  /// Three slots for each target that comes or goes.
  private static int budget(Step step, Map<Frontend, Forward> table) {
    int changes = 0;
    var frontends = new HashSet<>(step.changed().keySet());
    frontends.addAll(step.removed());
    for (var frontend : frontends) {
      var before = endpoints(table.get(frontend));
      var after =
          step.removed().contains(frontend)
              ? Set.<Endpoint>of()
              : endpoints(step.changed().get(frontend));
      changes += (int) before.stream().filter(e -> !after.contains(e)).count();
      changes += (int) after.stream().filter(e -> !before.contains(e)).count();
    }
    return 3 * changes;
  }

  private static Set<Endpoint> endpoints(Forward forward) {
    var endpoints = new HashSet<Endpoint>();
    (forward == null ? List.<Target>of() : forward.targets())
        .forEach(target -> endpoints.add(Endpoint.of(target)));
    return endpoints;
  }

  private static void assertForwardsLike(NftTable have, NftTable fresh) {
    assertThat(have.chains()).containsExactlyInAnyOrderEntriesOf(fresh.chains());
    for (var set : NftSkeleton.SETS.stream().filter(s -> s != NftSkeleton.SLOTS).toList()) {
      assertThat(have.elements().sorted(set))
          .as(set.name())
          .hasToString(fresh.elements().sorted(set).toString());
    }
    assertThat(fresh.elements().of(NftSkeleton.PICKS).keySet())
        .containsAll(fresh.elements().of(NftSkeleton.VIPS).values());
    var slots = have.elements().of(NftSkeleton.SLOTS);
    var wanted = fresh.elements().of(NftSkeleton.SLOTS);
    assertThat(slots.keySet()).isEqualTo(wanted.keySet()); // 0 to N-1
    assertThat(pairs(slots)).isEqualTo(pairs(wanted));
  }

  /// Frontends with their endpoints, sorted, whatever their slots.
  private static List<String> pairs(Map<Slot, Endpoint> slots) {
    return slots.entrySet().stream()
        .map(slot -> slot.getKey().frontend() + " " + slot.getValue())
        .sorted()
        .toList();
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    var removed = frontend().set().ofMaxSize(2);
    return Combinators.combine(tables(), removed).as(Step::new).list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<Map<Frontend, Forward>> tables() {
    return Arbitraries.maps(frontend(), forwards()).ofMaxSize(4);
  }

  private static Arbitrary<Frontend> frontend() {
    return Arbitraries.of("1:80", "1:81", "2:80", "3:80").map(Sample::frontend);
  }

  private static Arbitrary<Forward> forwards() {
    return Arbitraries.strings().withChars("abcdefABC").ofMaxLength(7).map(Sample::forward);
  }
}
