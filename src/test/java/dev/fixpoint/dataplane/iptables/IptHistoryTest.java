// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Guard;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Share;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Balancing.Algorithm;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Whatever happened before, the chains are those of the table.
class IptHistoryTest {
  private static final Map<String, Set<Ip>> NOBODY = Map.of("front", Set.of());

  @Property(tries = 200)
  void historyDoesNotMatter(@ForAll long seed, @ForAll boolean bySets, @ForAll boolean recent) {
    var random = new Random(seed);
    var table = new HashMap<>(table(random));
    var rules = rules(random);
    var state = IptState.of(IptFamily.IPV4, new Means(bySets, recent), table, rules);
    var kernel = new KernelOfChains();
    kernel.restore(diff(kernel, state).step().chains());
    for (int i = 0; i < 6; i++) {
      var changed = table(random);
      var removed = new HashSet<Frontend>();
      table.keySet().stream().filter(f -> random.nextInt(3) == 0).forEach(removed::add);
      removed.removeAll(changed.keySet());
      rules = random.nextBoolean() ? rules(random) : rules;
      table.putAll(changed);
      table.keySet().removeAll(removed);

      kernel.restore(state.update(changed, removed, rules).chains());

      var fresh = IptState.of(IptFamily.IPV4, new Means(bySets, recent), table, rules);
      assertThat(state.chains()).isEqualTo(fresh.chains());
      assertThat(state.sets()).isEqualTo(fresh.sets());
      var diff = diff(kernel, fresh);
      assertThat(diff.step().chains().script()).isEmpty();
      assertThat(Written.frontends(Saved.parse(kernel.save()))).isEqualTo(served(table));
    }
    var sets = Map.<String, Set<String>>of();
    kernel.restore(IptDiff.removal(Saved.parse(kernel.save()), sets, IptFamily.IPV4).chains());
    assertThat(kernel.hasOnlyOthers()).isTrue();
  }

  @Property(tries = 100)
  void anyStateIsMendedToAnyOther(
      @ForAll long seed, @ForAll boolean bySets, @ForAll boolean recent) {
    var random = new Random(seed);
    var kernel = new KernelOfChains();
    for (int i = 0; i < 4; i++) {
      var wanted =
          IptState.of(IptFamily.IPV4, new Means(bySets, recent), table(random), rules(random));
      kernel.restore(diff(kernel, wanted).step().chains());
      assertThat(diff(kernel, wanted).step().chains().isEmpty()).isTrue();
    }
  }

  @Test
  void aChangeCostsWhatItChanges() {
    var table = new HashMap<Frontend, Forward>();
    for (int port = 1; port <= 500; port++) {
      for (int address = 1; address <= 4; address++) {
        table.put(Sample.frontend(address + ":" + port), Sample.forward("ABC"));
      }
    }
    var state = IptState.of(IptFamily.IPV4, new Means(true, true), table, NodeRules.NONE);
    var step = state.update(Sample.forwards("1:80 AB"), Set.of(), NodeRules.NONE);
    assertThat(step.chains().script().lines().filter(line -> line.startsWith("-")))
        .as("the two rules of one chain, and that it is emptied before")
        .hasSize(3);
    assertThat(state.update(Map.of(), Set.of(), NodeRules.NONE).chains().isEmpty()).isTrue();
  }

  @Test
  void aJumpThatIsNoLongerFirstIsPutBack() {
    var state =
        IptState.of(
            IptFamily.IPV4, new Means(true, true), Sample.forwards("1:80 A"), NodeRules.NONE);
    var kernel = new KernelOfChains();
    kernel.restore(diff(kernel, state).step().chains());
    var moved =
        kernel
            .save()
            .replace(
                "-A PREROUTING -j FIXPOINT-PREROUTING\n-A PREROUTING -j THEIRS\n",
                "-A PREROUTING -j THEIRS\n-A PREROUTING -j FIXPOINT-PREROUTING\n");
    var diff = IptDiff.between(Saved.parse(moved), Map.of(), state, true);
    assertThat(diff.differences()).isEqualTo(1);
    assertThat(diff.step().chains().script())
        .isEqualTo(
            """
            *nat
            -D PREROUTING -j FIXPOINT-PREROUTING
            -I PREROUTING 1 -j FIXPOINT-PREROUTING
            COMMIT
            """);
  }

  private static IptDiff diff(KernelOfChains kernel, IptState wanted) {
    return IptDiff.between(Saved.parse(kernel.save()), wanted.sets(), wanted, true);
  }

  private static Set<Frontend> served(Map<Frontend, Forward> table) {
    var served = new HashSet<Frontend>();
    table.forEach(
        (frontend, forward) -> {
          if (!forward.targets().isEmpty()) {
            served.add(frontend);
          }
        });
    return served;
  }

  private static NodeRules rules(Random random) {
    var range = IpRange.parse("10.96.0.0/29").orElseThrow();
    var rules = random.nextBoolean() ? new NodeRules(Set.of(range)) : NodeRules.NONE;
    var inside = random.nextBoolean() ? List.of(IpRange.parse("10.1.0.0/16").orElseThrow()) : null;
    return (inside == null ? rules : rules.reachedBy(Set.of("eth0", "eth1"), inside))
        .withClients(random.nextBoolean() ? NOBODY : Map.of("front", Set.of(Ip.of("10.1.0.1"))));
  }

  private static Map<Frontend, Forward> table(Random random) {
    var table = new HashMap<Frontend, Forward>();
    for (int i = random.nextInt(6); i > 0; i--) {
      var frontend = Sample.frontend(random.nextInt(4) + ":" + (80 + random.nextInt(3)));
      var side = random.nextBoolean() ? Frontend.Side.INSIDE : Frontend.Side.OUTSIDE;
      table.put(frontend.on(side), forward(random));
    }
    return table;
  }

  private static Forward forward(Random random) {
    var shares = new ArrayList<Share>();
    for (var letters : List.of("A", "bC", "aBd")) {
      if (random.nextBoolean()) {
        shares.add(new Share(1 + random.nextInt(9), Sample.targets(letters)));
      }
    }
    var algorithm =
        List.of(Algorithm.Random, Algorithm.RoundRobin, Algorithm.SourceHash)
            .get(random.nextInt(3));
    var ranges =
        random.nextBoolean() ? List.of(IpRange.parse("10.1.0.3-10.1.0.9").orElseThrow()) : null;
    var access =
        new Access(
            List.of("front"),
            ranges == null ? List.of() : ranges,
            random.nextBoolean(),
            random.nextBoolean());
    return new Forward(
            Sample.forward("A").owner(),
            shares,
            new Guard(random.nextBoolean(), random.nextInt(4) == 0, List.of()),
            new Balancing(algorithm, random.nextBoolean() ? 60 : 0))
        .admitting(random.nextBoolean() ? Optional.of(access) : Optional.empty());
  }
}
