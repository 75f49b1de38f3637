// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import static dev.fixpoint.agent.Services.compiled;
import static dev.fixpoint.agent.Services.intent;
import static dev.fixpoint.agent.Services.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.vip.Key;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class NodeTableTest {

  /// One event, or several before the next drain.
  ///
  /// @param intent empty: the service goes
  record Step(String service, Optional<Intent> intent, boolean drained) {}

  @Property(tries = 3000)
  void theTableDependsOnTheIntentsAndNotOnTheWayThere(@ForAll("histories") List<Step> history) {
    var table = new NodeTable(Services.HERE);
    var intents = new HashMap<Key, Intent>();
    var kernel = new HashMap<Frontend, Forward>();
    for (var step : history) {
      step.intent()
          .ifPresentOrElse(
              intent -> {
                table.put(intent);
                intents.put(intent.key(), intent);
              },
              () -> {
                table.remove(key(step.service()));
                intents.remove(key(step.service()));
              });
      assertThat(table.all()).isEqualTo(compiled(intents.values()));
      assertThat(table.services()).isEqualTo(intents.size());
      if (step.drained()) {
        replay(table, kernel);
        assertThat(kernel).isEqualTo(table.all());
      }
    }
    replay(table, kernel);
    assertThat(kernel).isEqualTo(table.all());
    assertThat(table.drain().isEmpty()).isTrue();
  }

  private static void replay(NodeTable table, Map<Frontend, Forward> kernel) {
    var changes = table.drain();
    assertThat(Collections.disjoint(changes.changed().keySet(), changes.removed())).isTrue();
    kernel.putAll(changes.changed());
    kernel.keySet().removeAll(changes.removed());
  }

  @Property(tries = 500)
  void aListReplacesAllThatWasKnown(
      @ForAll("histories") List<Step> before, @ForAll("histories") List<Step> listed) {
    var table = new NodeTable(Services.HERE);
    before.forEach(step -> step.intent().ifPresent(table::put));
    var intents = new HashMap<Key, Intent>();
    listed.forEach(step -> step.intent().ifPresent(i -> intents.put(i.key(), i)));

    table.retain(intents.keySet());
    intents.values().forEach(table::put);

    assertThat(table.all()).isEqualTo(compiled(intents.values()));
  }

  @Test
  void anAddressThatMovesArrivesWhicheverEventComesFirst() {
    var before =
        List.of(intent("a", Set.of(1), Set.of(80), 1), intent("b", Set.of(2), Set.of(80), 2));
    var after =
        List.of(intent("a", Set.of(3), Set.of(80), 1), intent("b", Set.of(1), Set.of(80), 2));
    for (var order : List.of(after, after.reversed())) {
      var table = new NodeTable(Services.HERE);
      before.forEach(table::put);
      order.forEach(table::put);
      assertThat(table.all()).isEqualTo(compiled(after));
    }
  }

  @Test
  void anAddressThatTwoClaimGoesToTheOtherWhenOneIsGone() {
    for (var gone : List.of("a", "b")) {
      var left = gone.equals("a") ? "b" : "a";
      var table = new NodeTable(Services.HERE);
      table.put(intent("a", Set.of(1), Set.of(80), 1));
      table.put(intent("b", Set.of(1), Set.of(80), 2));
      table.drain();

      table.remove(key(gone));

      assertThat(table.all().values()).extracting(Forward::owner).containsExactly(key(left));
    }
  }

  @Test
  void whatIsPutAgainUnchangedIsNoChange() {
    var table = new NodeTable(Services.HERE);
    table.put(intent("a", Set.of(1), Set.of(80), 1, 2));
    table.drain();

    table.put(intent("a", Set.of(1), Set.of(80), 2, 1));

    assertThat(table.drain().isEmpty()).isTrue();
  }

  @Test
  void onlyWhatChangedIsDrained() {
    var table = new NodeTable(Services.HERE);
    table.put(intent("a", Set.of(1), List.of(80, 81), 1));
    table.put(intent("b", Set.of(2), List.of(80), 1));
    table.drain();

    table.put(intent("a", Set.of(1), List.of(80, 82), 1));
    var changes = table.drain();

    assertThat(changes.changed().keySet())
        .extracting(Frontend::toString)
        .containsExactly("10.96.0.1:82/TCP");
    assertThat(changes.removed())
        .extracting(Frontend::toString)
        .containsExactly("10.96.0.1:81/TCP");
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    var name = Arbitraries.of("a", "b", "c");
    var addresses = Arbitraries.integers().between(1, 3).set().ofMaxSize(2);
    var ports = Arbitraries.of(80, 81).set().ofMinSize(1).ofMaxSize(2);
    var pods = Arbitraries.integers().between(1, 3).set().ofMaxSize(2);
    var put =
        Combinators.combine(name, addresses, ports, pods, Arbitraries.of(true, false))
            .as(
                (n, a, p, e, drained) ->
                    new Step(n, Optional.of(intent(n, a, p, e.toArray(Integer[]::new))), drained));
    var remove =
        Combinators.combine(name, Arbitraries.of(true, false))
            .as((n, drained) -> new Step(n, Optional.empty(), drained));
    return Arbitraries.frequencyOf(Tuple.of(3, put), Tuple.of(1, remove)).list().ofMaxSize(12);
  }
}
