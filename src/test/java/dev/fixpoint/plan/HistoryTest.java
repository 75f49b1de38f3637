// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Judgement;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.plan.History.Vs;
import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.AddressWish.Policy;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random histories of the whole life of addresses. Users create, change and delete; pools grow and
/// shrink; two operators that both believe they lead act on watches that lag and overtake each
/// other, and die after any single write; nodes follow late. What must hold is checked after each
/// step, and now and then the world comes to rest and is compared with what it should be.
@DisplayName("T12: random histories against a model")
class HistoryTest {
  private static final int STEPS = 100_000;
  private static final int NAMES = 18;
  private static final int REST = 2_500;
  private static final int QUIET = 8; // rounds: more than the hold and the grace take
  private static final int MORTALITY = 40;
  private static final Duration HOLD = Duration.ofMinutes(5);
  private static final String[] RANGES = {
    "10.0.0.1-10.0.0.14", "10.0.0.1-10.0.0.9", "10.0.0.5-10.0.0.14"
  };

  private final Map<Key, List<Ip>> settled = new HashMap<>();
  private final Set<Key> touched = new HashSet<>();
  private Random random;
  private History world;
  private List<ModelOperator> operators;
  private int uids;
  private int restless;

  @ParameterizedTest
  @ValueSource(longs = {1, 20_260})
  void noAddressHasTwoOwnersNoneChangesByItselfAndNothingLeaks(long seed) {
    System.out.println("history of seed " + seed);
    random = new Random(seed);
    world = new History();
    resize();
    operators = new ArrayList<>(List.of(start(), start()));
    for (int step = 1; step <= STEPS; step++) {
      var what = step();
      for (var shared : world.shared()) {
        fail(
            "seed %d, step %d, %s: %s%s",
            seed, step, what, shared, world.past(shared.split(" ")[0]));
      }
      if (step % REST == 0) {
        rest("seed %d, step %d".formatted(seed, step));
      }
    }
    assertThat(world.refusals).as("the operators met").isPositive();
  }

  private ModelOperator start() {
    return new ModelOperator(world, random, MORTALITY);
  }

  private String step() {
    int choice = random.nextInt(100);
    if (choice < 12) {
      return user();
    }
    if (choice < 13) {
      resize();
      return "resize";
    }
    if (choice < 30) {
      var node = world.nodes.get(random.nextInt(2));
      node.apply(random.nextInt(4));
      node.bookmark(world.version);
      return "node";
    }
    if (choice < 32) {
      world.now = world.now.plusSeconds(random.nextInt(20));
      return "time";
    }
    int index = random.nextInt(2);
    if (choice < 55) {
      operators.get(index).hear(random.nextInt(4), random.nextInt(4), random.nextInt(4));
      return "watch of " + index;
    }
    try {
      if (choice < 88) {
        operators.get(index).reconcile(key(random.nextInt(NAMES)));
        return "reconcile by " + index;
      }
      operators.get(index).sweep();
      return "sweep by " + index;
    } catch (ModelOperator.Killed killed) {
      operators.get(index).end();
      operators.set(index, start());
      return "death of " + index;
    }
  }

  /// Between two rests users leave half of the names alone, whose addresses must then stay.
  private String user() {
    var key = key((restless + random.nextInt(NAMES / 2)) % NAMES);
    touched.add(key);
    var present = world.services.get(key);
    if (present == null) {
      world.put(new Vs(key, "u" + ++uids, wish()));
      return "create " + key;
    }
    if (random.nextInt(3) == 0) {
      world.put(new Vs(key, present.uid(), wish()));
      return "change " + key;
    }
    world.delete(present);
    return "delete " + key;
  }

  private AddressWish wish() {
    var policy =
        switch (random.nextInt(6)) {
          case 0 -> Policy.REQUIRE_DUAL_STACK;
          case 1 -> Policy.PREFER_DUAL_STACK;
          default -> Policy.SINGLE_STACK;
        };
    Map<Family, Ip> asked =
        random.nextInt(4) == 0
            ? Map.of(Family.IPV4, Ip.of("10.0.0." + (1 + random.nextInt(15))))
            : Map.of();
    return new AddressWish(Optional.empty(), List.of(), policy, asked);
  }

  /// Two pools: one that grows and shrinks, and one that holds its addresses for their names.
  private void resize() {
    var changing = pool("changing", Duration.ZERO, RANGES[random.nextInt(RANGES.length)]);
    var holding = pool("holding", HOLD, "10.0.1.1-10.0.1.2", "fd00::1-fd00::4");
    world.pools = Judgement.of(List.of(changing, holding), List.of());
  }

  private static Pool pool(String name, Duration hold, String... ranges) {
    return new Pool(
        name,
        name,
        Instant.EPOCH,
        new Pool.Rules(0, Pool.Use.ClusterIP, true, Optional.empty(), hold),
        Stream.of(ranges).map(range -> IpRange.parse(range).orElseThrow()).toList(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  /// Lets everybody hear everything, and the grace pass; nobody dies meanwhile.
  private void rest(String when) {
    operators.forEach(ModelOperator::immortal);
    long version = -1;
    for (int quiet = 0; quiet < QUIET; quiet = version == world.version ? quiet + 1 : 0) {
      version = world.version;
      hearAll();
      operators.forEach(ModelOperator::reconcileAll);
      hearAll();
      operators.forEach(ModelOperator::sweep);
      world.now = world.now.plus(ModelOperator.GRACE);
      assertThat(world.shared()).as(when).isEmpty();
    }
    checkOwners(when);
    checkLeaks(when);
    operators.forEach(ModelOperator::end);
    operators = new ArrayList<>(List.of(start(), start()));
  }

  private void hearAll() {
    operators.forEach(o -> o.hear(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
    world.nodes.forEach(node -> node.apply(Integer.MAX_VALUE));
    world.nodes.forEach(node -> node.bookmark(world.version));
  }

  /// Whoever was let alone since the last rest has the addresses that it had.
  private void checkOwners(String when) {
    for (var service : world.services.values()) {
      var routing = world.intents.get(service.key());
      var now = routing == null ? List.<Ip>of() : routing.addresses();
      var before = settled.get(service.key());
      boolean moves =
          before != null && !before.containsAll(service.wish().asked().values()); // as it asks
      if (before != null && !moves && !touched.contains(service.key()) && !before.isEmpty()) {
        assertThat(now).as("%s: %s", when, service).containsAll(before);
      }
      settled.put(service.key(), now);
    }
    settled.keySet().retainAll(world.services.keySet());
    touched.clear();
    restless = random.nextInt(NAMES);
  }

  /// Every claim is routed for its owner, or held for the name of one that is gone.
  private void checkLeaks(String when) {
    for (var claim : world.claims.values()) {
      boolean held = claim.heldUntil().filter(world.now::isBefore).isPresent();
      assertThat(held || isRoutedForItsOwner(claim))
          .as("%s: leaked %s", when, about(claim))
          .isTrue();
    }
    for (var routing : world.intents.values()) {
      for (var ip : routing.addresses()) {
        assertThat(world.claims.get(ip)).as("%s: %s", when, routing).isNotNull();
        assertThat(world.claims.get(ip).ownerUid()).as(when).isEqualTo(routing.uid());
      }
    }
  }

  private String about(Claim claim) {
    return Stream.concat(
            world.services.values().stream()
                .filter(s -> Claim.holderOf(s.key()).equals(claim.holder())),
            world.intents.values().stream()
                .filter(r -> Claim.holderOf(r.key()).equals(claim.holder())))
        .map(Object::toString)
        .reduce(claim.toString(), (a, b) -> a + "; " + b);
  }

  private boolean isRoutedForItsOwner(Claim claim) {
    return world.intents.values().stream()
        .anyMatch(r -> claim.isHeldBy(r.uid()) && r.addresses().contains(claim.ip()));
  }

  private static Key key(int i) {
    return new Key("shop", "s" + i);
  }
}
