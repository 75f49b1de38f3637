// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WantedTest {

  private static final List<String> TABLES =
      List.of("", "1:80 ABC", "1:80 C, 1:81 -", "1:80 -, 2:80 abcdef", "3:80 A, 4:80 B, 5:80 AB");

  private static Wanted fresh(Map<Frontend, Forward> table, NodeRules rules) {
    return Wanted.of(table, rules, Map.of(), Set.of(), Set.of());
  }

  /// With all that was draining gone.
  private static Wanted settled(Wanted wanted) {
    var idle = new TreeMap<Service, java.util.SortedMap<Server, Long>>();
    wanted.draining().forEach(service -> idle.put(service, new TreeMap<>()));
    wanted.release(idle);
    return wanted;
  }

  private static void assertSame(Wanted wanted, Wanted other) {
    assertThat(wanted.services()).isEqualTo(other.services());
    assertThat(wanted.facts().all()).isEqualTo(other.facts().all());
  }

  @Test
  void anyStateLeadsToAnyOther() {
    for (var from : TABLES) {
      for (var to : TABLES) {
        var wanted = fresh(Sample.forwards(from), NodeRules.NONE);
        var gone = new HashSet<>(Sample.forwards(from).keySet());
        gone.removeAll(Sample.forwards(to).keySet());
        wanted.change(Sample.forwards(to), gone, NodeRules.NONE);
        assertSame(settled(wanted), fresh(Sample.forwards(to), NodeRules.NONE));
      }
    }
  }

  @Test
  void aServerThatLeavesKeepsItsConnectionsAndTheServiceItsAddress() {
    var wanted = fresh(Sample.forwards("1:80 A"), NodeRules.NONE);
    wanted.change(Map.of(), Set.of(Sample.frontend("1:80")), NodeRules.NONE);

    var service = Service.of(Sample.frontend("1:80"));
    assertThat(wanted.services().get(service).weights().values()).containsExactly(0);
    var route = new Fact(Family.IPV4, Sets.ROUTES, "10.96.0.1");
    var front = new Fact(Family.IPV4, Sets.FRONTS, "10.96.0.1,tcp:80");
    assertThat(wanted.facts().all()).contains(route).doesNotContain(front);

    var server = new Server(Ip.of("10.1.0.1"), 8080);
    wanted.release(Map.of(service, new TreeMap<>(Map.of(server, 1L))));
    assertThat(wanted.services()).containsKey(service);
    wanted.release(Map.of(service, new TreeMap<>(Map.of(server, 0L))));
    assertThat(wanted.services()).isEmpty();
    assertThat(wanted.facts().all()).isEmpty();
  }

  @Test
  void aServerThatComesBackIsThereAtOnce() {
    var wanted = fresh(Sample.forwards("1:80 AB"), NodeRules.NONE);
    wanted.change(Sample.forwards("1:80 A"), Set.of(), NodeRules.NONE);
    wanted.change(Sample.forwards("1:80 AB"), Set.of(), NodeRules.NONE);
    assertThat(wanted.draining()).isEmpty();
    assertSame(wanted, fresh(Sample.forwards("1:80 AB"), NodeRules.NONE));
  }

  @Test
  void clientsThatComeAndGoAreTheirOwnElements() {
    var access = new Access(List.of("front"), List.of(), false, false);
    var table =
        Map.of(
            Sample.frontend("1:80"), Sample.forward("A").admitting(Optional.of(access)),
            Sample.frontend("2:80"), Sample.forward("B").admitting(Optional.of(access)));
    var one = NodeRules.NONE.withClients(Map.of("front", Set.of(Ip.of("10.1.0.1"))));
    var wanted = fresh(table, one);
    wanted.facts().settled();
    wanted.change(
        Map.of(),
        Set.of(),
        NodeRules.NONE.withClients(
            Map.of("front", Set.of(Ip.of("10.1.0.1"), Ip.of("10.1.0.2"), Ip.of("fd00::1")))));
    assertThat(wanted.facts().added())
        .containsExactly(
            new Fact(Family.IPV4, Sets.clients(Rule.of(Family.IPV4, access).id()), "10.1.0.2"));
    assertThat(wanted.facts().removed()).isEmpty();
  }

  @Test
  void theRulesOfIptablesAreReadAsTheyAreWritten() {
    var access = new Access(List.of(), List.of(), true, false);
    var rules = NodeRules.NONE.reachedBy(Set.of("eth0", "eth1"), List.of());
    var table = Map.of(Sample.frontend("1:80"), Sample.forward("A").admitting(Optional.of(access)));
    var chains = fresh(table, rules).chains(Family.IPV4);
    var save = new StringBuilder();
    chains.forEach(
        (name, lines) ->
            save.append("*")
                .append(name)
                .append("\n")
                .append(String.join("\n", lines))
                .append("\nCOMMIT\n"));

    assertThat(Change.script(Chains.parse(save.toString()), chains)).isEmpty();
    var theirs = save.toString().replace("-A INPUT", "-A INPUT -j theirs\n-A INPUT");
    assertThat(Change.script(Chains.parse(theirs), chains))
        .startsWith("*filter\n")
        .contains("-D INPUT -j FIXPOINT-IPVS-IN\n", "-I INPUT 1 -j FIXPOINT-IPVS-IN\n")
        .doesNotContain("*nat", "theirs");
    assertThat(Change.script(Chains.parse(theirs), Map.of()))
        .contains("-D INPUT -j FIXPOINT-IPVS-IN\n", "-X FIXPOINT-IPVS-IN\n", "*nat", "*mangle")
        .doesNotContain("-I ", "theirs");
  }

  @Test
  void theKernelTellsWhatItForwards() {
    var rules = new NodeRules(Set.of(IpRange.parse("10.96.0.0/24").orElseThrow()));
    var table = Sample.forwards("1:80 ABC, 2:80 -, 3:80 c");
    var wanted = fresh(table, rules);
    var sets = new TreeMap<String, List<String>>();
    wanted.sets().forEach(set -> sets.put(set.setName(), new java.util.ArrayList<>()));
    var routed = new HashSet<Ip>();
    for (var fact : wanted.facts().all()) {
      if (fact.set().equals(Sets.ROUTES)) {
        routed.add(Ip.of(fact.element()));
      } else {
        sets.get(fact.setName()).add(fact.element());
      }
    }
    var foreign = new TreeMap<>(wanted.services());
    foreign.put(Service.of(Sample.frontend("9:80")), wanted.services().values().iterator().next());
    var observed =
        Observed.of(sets, foreign, routed, Map.of(Family.IPV4, wanted.chains(Family.IPV4)));

    assertThat(Change.between(observed, wanted).differences()).isZero();
    assertSame(fresh(observed.table(), rules), wanted);
  }
}
