// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Guard;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Balancing.Algorithm;
import dev.fixpoint.vip.Key;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {

  private static final Frontend FRONTEND = Sample.frontend("1:80");

  private static Route route(Balancing balancing, String shares, Route before) {
    var forward = new Forward(new Key("ns", "n"), SharesTest.shares(shares), Guard.NONE, balancing);
    return Route.of(FRONTEND, forward, before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1*5", "1*50", "1*100", "1*150"})
  void bySourceOnlyTheClientsOfAnEndpointThatLeavesMove(String shares) {
    var balancing = new Balancing(Algorithm.SourceHash, 0);
    var before = route(balancing, shares, null);
    var targets = SharesTest.shares(shares).getFirst().targets();
    var leaving = targets.get(targets.size() / 2);
    var rest = targets.stream().filter(target -> !target.equals(leaving)).toList();
    var after = Route.of(FRONTEND, Forward.evenly(new Key("ns", "n"), rest), before);
    after =
        Route.of(
            FRONTEND,
            new Forward(
                new Key("ns", "n"),
                Forward.evenly(new Key("ns", "n"), rest).shares(),
                Guard.NONE,
                balancing),
            after);

    assertThat(after.slots()).hasSameSizeAs(before.slots());
    int moved = 0;
    for (int i = 0; i < before.slots().size(); i++) {
      if (!before.slots().get(i).equals(after.slots().get(i))) {
        assertThat(before.slots().get(i)).isEqualTo(leaving);
        moved++;
      }
    }
    double fair = (double) before.slots().size() / targets.size();
    assertThat((double) moved).isBetween(fair / 3, fair * 3);
  }

  @Test
  void bySourceWeightsAreShares() {
    var route = route(new Balancing(Algorithm.SourceHash, 0), "9*1 1*1", null);
    long canary =
        route.slots().stream().filter(t -> t.address().toString().equals("10.1.0.2")).count();
    assertThat(canary).isBetween(70L, 135L); // a tenth of 1021, within some 3.5 sigma
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"Random", "RoundRobin", "SourceHash"})
  void aClientsNumberLeadsToItsEndpointAsLongAsThatLives(Algorithm algorithm) {
    var sticky = new Balancing(algorithm, 3600);
    var route = route(sticky, "1*2", null);
    for (var shares : List.of("1*3", "1*7", "3*4 1*3", "1*2", "1*1", "5*1 1*9")) {
      var next = route(sticky, shares, route);
      for (int number = 1; number < route.slots().size(); number++) {
        var target = route.slots().get(number);
        if (target != null && next.slots().contains(target)) {
          assertThat(next.slots().get(number)).as(shares).isEqualTo(target);
        }
      }
      assertThat(next.draws()).allMatch(n -> n > 0 && next.slots().get(n) != null);
      var targets = next.slots().stream().skip(1).filter(Objects::nonNull).toList();
      assertThat(targets).doesNotHaveDuplicates();
      assertThat(next.slots().getFirst()).isIn(targets);
      assertThat(next.draws()).hasSize(next.pick().orElseThrow().slots());
      route = next;
    }
  }

  @Test
  void whatIsReadFromTheTableIsTheRoute() {
    for (var balancing :
        List.of(
            Balancing.RANDOM,
            new Balancing(Algorithm.RoundRobin, 0),
            new Balancing(Algorithm.SourceHash, 0),
            new Balancing(Algorithm.Random, 86_400),
            new Balancing(Algorithm.RoundRobin, 1),
            new Balancing(Algorithm.SourceHash, 10_800))) {
      var route = route(balancing, "3*2 1*2", route(balancing, "1*5", null));
      assertThat(Routes.in(route.parts(FRONTEND).own()))
          .as(balancing.toString())
          .containsOnlyKeys(FRONTEND)
          .containsValue(route);
    }
  }

  @Property
  void aNumberTellsItsPick(
      @ForAll Pick.Draw draw,
      @ForAll @IntRange(min = 1, max = Pick.MAX_SLOTS) int slots,
      @ForAll @IntRange(max = Pick.LANES - 1) int lane,
      @ForAll @IntRange(max = 86_400) int seconds) {
    boolean inTurn = draw == Pick.Draw.turn && seconds == 0;
    var pick = new Pick(draw, slots, inTurn ? lane : 0, seconds);
    assertThat(pick.number()).isNotZero();
    assertThat(Pick.of(pick.number())).contains(pick);
    assertThat(NftSkeleton.comesAndGoes(pick.name())).isTrue();
  }

  @Test
  void zeroIsNoPick() {
    assertThat(Pick.of(0)).isEqualTo(Optional.empty());
    assertThat(Pick.of(-1)).isEqualTo(Optional.empty());
  }

  @Test
  void inTurnFrontendsHaveCountersOfTheirOwn() {
    var turn = new Balancing(Algorithm.RoundRobin, 0);
    var one = Route.of(FRONTEND, forward(turn), null).pick().orElseThrow();
    var two = Route.of(Sample.frontend("2:80"), forward(turn), null).pick().orElseThrow();
    assertThat(one.name()).startsWith("turn-2-").isNotEqualTo(two.name());
  }

  private static Forward forward(Balancing balancing) {
    return new Forward(new Key("ns", "n"), SharesTest.shares("1*2"), Guard.NONE, balancing);
  }

  @Test
  void aSlotWithoutATargetIsFilledAgain() {
    var route = route(Balancing.RANDOM, "1*3", null);
    var broken = new java.util.ArrayList<Target>(route.slots());
    broken.set(1, null);
    assertThat(
            route(
                Balancing.RANDOM, "1*3", new Route(route.pick(), broken, List.of(), false, false)))
        .isEqualTo(route);
  }
}
