// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.forwarding.Frontend;
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

  record Step(Map<Frontend, List<Target>> changed, Set<Frontend> removed) {}

  @Property(tries = 500)
  void historyDoesNotMatter(@ForAll("histories") List<Step> history) {
    var state = Sample.state(Map.of());
    var kernel = new KernelModel(state.table());
    var table = new HashMap<Frontend, List<Target>>();
    for (var step : history) {
      var plan = NftPlan.of(state, step.changed(), step.removed());
      assertThat(NftPlanTest.touchedSlots(plan.change())).isLessThanOrEqualTo(budget(step, table));
      kernel.apply(plan.change());
      state.accept(plan);
      table.putAll(step.changed());
      table.keySet().removeAll(step.removed());
      assertThat(kernel.table()).isEqualTo(state.table());
    }
    assertForwardsLike(kernel.table(), Sample.state(table).table());
  }

  @Property(tries = 500)
  void anyTableIsMendedFromAnyOther(
      @ForAll("histories") List<Step> history,
      @ForAll("tables") Map<Frontend, List<Target>> table) {
    var state = Sample.state(Map.of());
    history.forEach(step -> state.accept(NftPlan.of(state, step.changed(), step.removed())));
    var have = state.table();

    var want = NftState.of(table, have).table();
    var mended = new KernelModel(have).apply(NftDiff.between(have, want).change()).table();

    assertThat(mended).isEqualTo(want);
    assertForwardsLike(mended, Sample.state(table).table());
    assertThat(NftDiff.between(mended, NftState.of(table, mended).table()).differences()).isZero();
  }

  /// Three slots for each target that comes or goes.
  private static int budget(Step step, Map<Frontend, List<Target>> table) {
    int changes = 0;
    var frontends = new HashSet<>(step.changed().keySet());
    frontends.addAll(step.removed());
    for (var frontend : frontends) {
      var before = endpoints(table.getOrDefault(frontend, List.of()));
      var after =
          step.removed().contains(frontend)
              ? Set.<Endpoint>of()
              : endpoints(step.changed().get(frontend));
      changes += (int) before.stream().filter(e -> !after.contains(e)).count();
      changes += (int) after.stream().filter(e -> !before.contains(e)).count();
    }
    return 3 * changes;
  }

  private static Set<Endpoint> endpoints(List<Target> targets) {
    var endpoints = new HashSet<Endpoint>();
    targets.forEach(target -> endpoints.add(Endpoint.of(target)));
    return endpoints;
  }

  private static void assertForwardsLike(NftTable have, NftTable fresh) {
    assertThat(have.chains()).containsExactlyInAnyOrderEntriesOf(fresh.chains());
    assertThat(have.vips()).isEqualTo(fresh.vips());
    assertThat(have.picks()).isEqualTo(fresh.picks()).containsAll(fresh.vips().values());
    assertThat(have.addresses()).isEqualTo(fresh.addresses());
    assertThat(have.hairpin()).isEqualTo(fresh.hairpin());
    assertThat(have.slots().keySet()).isEqualTo(fresh.slots().keySet());
    have.slots()
        .forEach(
            (frontend, slots) -> {
              var wanted = fresh.slots().get(frontend);
              assertThat(slots.keySet()).isEqualTo(wanted.keySet()); // 0 to N-1
              assertThat(slots.values()).containsExactlyInAnyOrderElementsOf(wanted.values());
            });
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    var removed = frontend().set().ofMaxSize(2);
    return Combinators.combine(tables(), removed).as(Step::new).list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<Map<Frontend, List<Target>>> tables() {
    return Arbitraries.maps(frontend(), targets()).ofMaxSize(4);
  }

  private static Arbitrary<Frontend> frontend() {
    return Arbitraries.of("1:80", "1:81", "2:80", "3:80").map(Sample::frontend);
  }

  private static Arbitrary<List<Target>> targets() {
    return Arbitraries.strings().withChars("abcdefABC").ofMaxLength(7).map(Sample::targets);
  }
}
