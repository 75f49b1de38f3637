// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import static dev.fixpoint.agent.Services.intent;
import static dev.fixpoint.agent.Services.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Need;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgrammerTest {
  private final NodeTable table = new NodeTable(Services.HERE);

  @Test
  void whatIsAppliedIsInTheKernelButForWhatIsNamed() {
    var kernel = new Kernel(10);
    var programmer = new Programmer(kernel);
    var random = new Random(11);
    int troubles = 0;
    int setAside = 0;
    for (int step = 0; step < 5_000; step++) {
      randomEvent(random);
      if (random.nextInt(100) == 0) {
        toggle(kernel, "s" + random.nextInt(6));
      }
      if (random.nextInt(50) == 0) {
        programmer.audit();
      }
      try {
        programmer.apply(table.drain(), table.all(), table.rules());
        assertProgrammed(kernel, programmer);
        setAside += programmer.refused().size();
      } catch (DataplaneException e) {
        troubles++;
        programmer.audit(); // as the agent does
      }
    }
    assertThat(troubles).isPositive();
    assertThat(setAside).isPositive();
  }

  @Test
  void onceTheKernelTakesEverythingAnAuditBringsEverything() throws DataplaneException {
    var kernel = new Kernel(0);
    var programmer = new Programmer(kernel);
    var random = new Random(12);
    for (int step = 0; step < 300; step++) {
      randomEvent(random);
      toggle(kernel, "s" + random.nextInt(6));
      try {
        programmer.apply(table.drain(), table.all(), table.rules());
      } catch (DataplaneException e) {
        programmer.audit();
      }
    }
    kernel.refuses.clear();
    programmer.audit();
    programmer.apply(table.drain(), table.all(), table.rules());

    assertThat(programmer.refused()).isEmpty();
    assertThat(kernel.table()).isEqualTo(table.all());
  }

  @Test
  void theFirstTurnTakesAwayWhatAnEarlierProcessLeft() throws DataplaneException {
    var kernel = new Kernel(0);
    table.put(intent("old", Set.of(9), List.of(80), 1));
    kernel.update(table.all(), Set.of(), table.rules());
    table.remove(key("old"));
    table.put(intent("a", Set.of(1), List.of(80), 1));

    assertThat(new Programmer(kernel).apply(table.drain(), table.all(), table.rules()))
        .isEqualTo(2);

    assertThat(kernel.table()).isEqualTo(table.all());
  }

  @Test
  void aChangeCostsNoComparison() throws DataplaneException {
    var kernel = new Kernel(0);
    var programmer = new Programmer(kernel);
    programmer.apply(table.drain(), table.all(), table.rules());
    table.put(intent("a", Set.of(1), List.of(80), 1));
    programmer.apply(table.drain(), table.all(), table.rules());
    programmer.apply(table.drain(), table.all(), table.rules());

    assertThat(kernel.replaced).isEqualTo(1);
    assertThat(kernel.table()).isEqualTo(table.all());
  }

  @Test
  void anAuditIsPutOffWhileSomethingWaitsButNotForEver() throws DataplaneException {
    var kernel = new Kernel(0);
    var programmer = new Programmer(kernel);
    table.put(intent("a", Set.of(1), List.of(80), 1));
    programmer.apply(table.drain(), table.all(), table.rules());
    kernel.forget(table.all().keySet().iterator().next());

    for (int i = 0; i < Audits.MOST_PUT_OFF; i++) {
      programmer.audit(() -> true);
      assertThat(programmer.apply(table.drain(), table.all(), table.rules())).isZero();
    }
    assertThat(kernel.table()).isEmpty();

    programmer.audit(() -> true);
    assertThat(programmer.apply(table.drain(), table.all(), table.rules())).isEqualTo(1);
    assertThat(kernel.table()).isEqualTo(table.all());
  }

  @Test
  void anAuditFindsWhatSomebodyElseRemoved() throws DataplaneException {
    var kernel = new Kernel(0);
    var programmer = new Programmer(kernel);
    table.put(intent("a", Set.of(1), List.of(80, 81), 1));
    programmer.apply(table.drain(), table.all(), table.rules());
    kernel.forget(table.all().keySet().iterator().next());

    programmer.audit();

    assertThat(programmer.apply(table.drain(), table.all(), table.rules())).isEqualTo(1);
    assertThat(kernel.table()).isEqualTo(table.all());
    assertThat(programmer.apply(table.drain(), table.all(), table.rules())).isZero();
  }

  @Test
  void aRefusedServiceHoldsUpNoOther() throws DataplaneException {
    var kernel = refusing("bad");
    var programmer = new Programmer(kernel);
    table.put(intent("good", Set.of(1), List.of(80), 1));
    table.put(intent("bad", Set.of(2), List.of(80), 1));
    programmer.apply(table.drain(), table.all(), table.rules());
    assertThat(programmer.refused())
        .containsOnly(Map.entry(key("bad"), "No such file or directory"));

    table.put(intent("good", Set.of(1), List.of(80), 1, 2));
    table.put(intent("late", Set.of(3), List.of(80), 1));
    programmer.apply(table.drain(), table.all(), table.rules());

    assertProgrammed(kernel, programmer);
    assertThat(programmer.refused()).containsOnlyKeys(key("bad"));
    assertThat(kernel.table().values())
        .extracting(Forward::owner)
        .containsExactlyInAnyOrder(key("good"), key("late"));
  }

  @Test
  void aRefusedServiceThatChangesComesBackWhole() throws DataplaneException {
    var kernel = refusing("bad");
    var programmer = new Programmer(kernel);
    table.put(intent("good", Set.of(1), List.of(80), 1));
    table.put(intent("bad", Set.of(2), List.of(80), 1));
    programmer.apply(table.drain(), table.all(), table.rules());
    kernel.refuses.clear();

    table.put(intent("bad", Set.of(2), List.of(80, 81), 1)); // only port 81 is a change
    programmer.apply(table.drain(), table.all(), table.rules());

    assertThat(programmer.refused()).isEmpty();
    assertThat(kernel.table()).isEqualTo(table.all());
  }

  @Test
  void aRefusedServiceThatIsGoneIsNamedNoMore() throws DataplaneException {
    var kernel = refusing("bad");
    var programmer = new Programmer(kernel);
    table.put(intent("good", Set.of(1), List.of(80), 1));
    table.put(intent("bad", Set.of(2), List.of(80), 1));
    programmer.apply(table.drain(), table.all(), table.rules());

    table.remove(key("bad"));
    programmer.apply(table.drain(), table.all(), table.rules());

    assertThat(programmer.refused()).isEmpty();
    assertThat(kernel.table()).isEqualTo(table.all());
  }

  @Test
  void aKernelThatTakesNothingIsToBlameItself() {
    var kernel = new Kernel(0);
    kernel.dead = true;
    var programmer = new Programmer(kernel);
    table.put(intent("a", Set.of(1), List.of(80), 1));
    table.put(intent("b", Set.of(2), List.of(80), 1));

    assertThatThrownBy(() -> programmer.apply(table.drain(), table.all(), table.rules()))
        .hasMessage("Device or resource busy");
    assertThat(programmer.refused()).isEmpty();
  }

  @Test
  void afterAFailureNothingIsForgotten() throws DataplaneException {
    var kernel = new Kernel(0);
    var programmer = new Programmer(kernel);
    programmer.apply(table.drain(), table.all(), table.rules());
    kernel.dead = true;
    table.put(intent("a", Set.of(1), List.of(80), 1));
    assertThatThrownBy(() -> programmer.apply(table.drain(), table.all(), table.rules()))
        .isInstanceOf(DataplaneException.class);
    kernel.dead = false;

    programmer.apply(table.drain(), table.all(), table.rules());

    assertThat(kernel.table()).isEqualTo(table.all());
  }

  private void randomEvent(Random random) {
    var name = "s" + random.nextInt(6);
    if (random.nextInt(4) == 0) {
      table.remove(key(name));
    } else {
      var ports = random.nextBoolean() ? List.of(80) : List.of(80, 81);
      table.put(intent(name, Set.of(1 + random.nextInt(6)), ports, 1 + random.nextInt(5)));
    }
  }

  private static void toggle(Kernel kernel, String name) {
    if (!kernel.refuses.remove(key(name))) {
      kernel.refuses.add(key(name));
    }
  }

  private static Kernel refusing(String name) {
    var kernel = new Kernel(0);
    kernel.refuses.add(key(name));
    return kernel;
  }

  /// The kernel holds the table without the services that are named, and each that is named is
  /// one of the table.
  private void assertProgrammed(Kernel kernel, Programmer programmer) {
    var owners = table.all().values().stream().map(Forward::owner).toList();
    assertThat(programmer.refused().keySet()).isSubsetOf(owners);
    var wanted = new HashMap<Frontend, Forward>(table.all());
    wanted.values().removeIf(forward -> programmer.refused().containsKey(forward.owner()));
    var held = new HashMap<>(kernel.table());
    held.values().removeIf(forward -> programmer.refused().containsKey(forward.owner()));
    assertThat(held).isEqualTo(wanted);
  }

  @Test
  void saysWhatTheBackendCannotDoAndWhatItCan() {
    var programmer = new Programmer(new Kernel(0));
    assertThat(programmer.unsupported(List.of(new Need(Capability.TCP, "spec.ports")))).isEmpty();
    assertThat(programmer.unsupported(List.of(new Need(Capability.Audit, "spec.access.audit"))))
        .contains(
            "backend fake cannot do Audit: set spec.access.audit to false; or set agent.backend to"
                + " one that can");
  }
}
