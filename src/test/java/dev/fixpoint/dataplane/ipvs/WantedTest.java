// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WantedTest {

  private static final List<String> TABLES =
      List.of("", "1:80 ABC", "1:80 C, 1:81 -", "1:80 -, 2:80 abcdef", "3:80 A, 4:80 B, 5:80 AB");

  private static Wanted fresh(Map<Frontend, Forward> table, NodeRules rules)
      throws DataplaneException {
    return Wanted.of(table, rules, Observed.NOTHING);
  }

  /// With all that was draining gone.
  private static Wanted settled(Wanted wanted) {
    var idle = new TreeMap<Service, java.util.SortedMap<Server, Long>>();
    wanted.services().draining().forEach(service -> idle.put(service, new TreeMap<>()));
    wanted.services().release(idle);
    return wanted;
  }

  private static void assertSame(Wanted wanted, Wanted other) {
    assertThat(wanted.services().all()).isEqualTo(other.services().all());
    assertThat(wanted.facts().all()).isEqualTo(other.facts().all());
  }

  @Test
  void anyStateLeadsToAnyOther() throws Exception {
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
  void aServerThatLeavesKeepsItsConnectionsAndTheServiceItsAddress() throws Exception {
    var wanted = fresh(Sample.forwards("1:80 A"), NodeRules.NONE);
    wanted.change(Map.of(), Set.of(Sample.frontend("1:80")), NodeRules.NONE);

    var service = Service.of(Sample.frontend("1:80"));
    assertThat(wanted.services().all().get(service).weights().values()).containsExactly(0);
    var route = new Fact(Family.IPV4, Sets.ROUTES, "10.96.0.1");
    var front = new Fact(Family.IPV4, Sets.FRONTS, "10.96.0.1,tcp:80");
    assertThat(wanted.facts().all()).contains(route).doesNotContain(front);

    var server = new Server(Ip.of("10.1.0.1"), 8080);
    wanted.services().release(Map.of(service, new TreeMap<>(Map.of(server, 1L))));
    assertThat(wanted.services().all()).containsKey(service);
    wanted.services().release(Map.of(service, new TreeMap<>(Map.of(server, 0L))));
    assertThat(wanted.services().all()).isEmpty();
    assertThat(wanted.facts().all()).isEmpty();
  }

  @Test
  void aServerThatComesBackIsThereAtOnce() throws Exception {
    var wanted = fresh(Sample.forwards("1:80 AB"), NodeRules.NONE);
    wanted.change(Sample.forwards("1:80 A"), Set.of(), NodeRules.NONE);
    wanted.change(Sample.forwards("1:80 AB"), Set.of(), NodeRules.NONE);
    assertThat(wanted.services().draining()).isEmpty();
    assertSame(wanted, fresh(Sample.forwards("1:80 AB"), NodeRules.NONE));
  }

  @Test
  void clientsThatComeAndGoAreTheirOwnElements() throws Exception {
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
  void theRulesOfIptablesAreReadAsTheyAreWritten() throws Exception {
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

    assertThat(Change.script(SavedChains.parse(save.toString()), chains)).isEmpty();
    var theirs = save.toString().replace("-A INPUT", "-A INPUT -j theirs\n-A INPUT");
    assertThat(Change.script(SavedChains.parse(theirs), chains))
        .startsWith("*filter\n")
        .contains("-D INPUT -j FIXPOINT-IPVS-IN\n", "-I INPUT 1 -j FIXPOINT-IPVS-IN\n")
        .doesNotContain("*nat", "theirs");
    assertThat(Change.script(SavedChains.parse(theirs), Map.of()))
        .contains("-D INPUT -j FIXPOINT-IPVS-IN\n", "-X FIXPOINT-IPVS-IN\n", "*nat", "*mangle")
        .doesNotContain("-I ", "theirs");
  }

  @Test
  void theKernelTellsWhatItForwards() throws Exception {
    var rules = new NodeRules(Set.of(IpRange.parse("10.96.0.0/24").orElseThrow()));
    var table = new TreeMap<>(Sample.forwards("1:80 ABC, 2:80 -, 3:80 c, 4:80 AB"));
    table.putAll(outside("1:80 AB, 3:80 -, 4:80 AB, 5:80 A"));
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
    var foreign = new TreeMap<String, Virtual>();
    wanted.services().all().forEach((service, virtual) -> foreign.put(service.option(), virtual));
    foreign.put("-t 10.96.0.9:80", foreign.firstEntry().getValue());
    var observed =
        Observed.of(sets, foreign, routed, Map.of(Family.IPV4, wanted.chains(Family.IPV4)));

    assertThat(Change.between(observed, wanted).differences()).isZero();
    assertSame(fresh(observed.table(), rules), wanted);
  }

  private static Map<Frontend, Forward> outside(String text) {
    var outside = new TreeMap<Frontend, Forward>();
    Sample.forwards(text)
        .forEach((frontend, forward) -> outside.put(frontend.on(Side.OUTSIDE), forward));
    return outside;
  }

  private static final Service PORT = Service.of(Sample.frontend("1:80"));
  private static final Service MARKED = PORT.marked(0x12000);
  private static final Fact MARK =
      new Fact(Family.IPV4, Sets.MARKS, "10.96.0.1,tcp:80 skbmark 0x12000");
  private static final Fact DIVISION = new Fact(Family.IPV4, Sets.DIVIDED, "10.96.0.1,tcp:80");

  @Test
  void clientsOutsideHaveAServiceOfTheirOwnWhereTheirEndpointsDiffer() throws Exception {
    var wanted = fresh(Sample.forwards("1:80 ABc, 2:80 AB"), NodeRules.NONE);
    assertThat(wanted.chains(Family.IPV4).toString()).doesNotContain("--map-mark");
    wanted.change(outside("1:80 AB, 2:80 AB"), Set.of(), NodeRules.NONE);

    assertThat(servers(wanted, PORT)).isEqualTo("10.1.0.1=1 10.1.0.2=1 10.1.0.3=1");
    assertThat(servers(wanted, MARKED)).isEqualTo("10.1.0.1=1 10.1.0.2=1");
    assertThat(wanted.services().all()).hasSize(3);
    assertThat(wanted.facts().all()).contains(MARK, DIVISION);
    assertThat(wanted.chains(Family.IPV4).toString()).contains("-A INPUT -j FIXPOINT-IPVS-SIDE");
    assertThat(wanted.sets())
        .contains(new Fact(Family.IPV4, Sets.MARKS, ""), new Fact(Family.IPV4, Sets.DIVIDED, ""));
  }

  @Test
  void theirServiceEndsWhenItsConnectionsDoAndIsAskedNoMoreAtOnce() throws Exception {
    var table = new TreeMap<>(Sample.forwards("1:80 ABc"));
    table.putAll(outside("1:80 AB"));
    var wanted = fresh(table, NodeRules.NONE);
    wanted.change(outside("1:80 ABc"), Set.of(), NodeRules.NONE);

    assertThat(servers(wanted, MARKED)).isEqualTo("10.1.0.1=0 10.1.0.2=0");
    assertThat(wanted.facts().all()).contains(MARK).doesNotContain(DIVISION);
    wanted.change(outside("1:80 A"), Set.of(), NodeRules.NONE);
    assertThat(servers(wanted, MARKED)).isEqualTo("10.1.0.1=1 10.1.0.2=0");
    assertThat(wanted.facts().all()).contains(MARK, DIVISION);
    wanted.change(Map.of(), Set.of(Sample.frontend("1:80").on(Side.OUTSIDE)), NodeRules.NONE);
    assertSame(settled(wanted), fresh(Sample.forwards("1:80 ABc"), NodeRules.NONE));
  }

  @Test
  void aMarkIsNobodyElsesAndNotGivenAgainAtOnce() throws Exception {
    var others =
        new Observed(
            Map.of(), Map.of(), Set.of(), Set.of("-f 73728", "-f 7 -6"), Set.of(), Map.of());
    var table = new TreeMap<>(Sample.forwards("1:80 ABc, 2:80 ABc, 3:80 ABc"));
    table.putAll(outside("1:80 AB, 2:80 AB"));
    var wanted = Wanted.of(table, NodeRules.NONE, others);
    assertThat(marks(wanted)).containsExactly("1:80 0x22000", "2:80 0x32000");

    wanted.change(Map.of(), outside("2:80 AB").keySet(), NodeRules.NONE);
    settled(wanted);
    wanted.change(outside("3:80 AB"), Set.of(), NodeRules.NONE);
    assertThat(marks(wanted)).containsExactly("1:80 0x22000", "3:80 0x42000");
  }

  @Test
  void whatTheKernelMarksIsKeptWhereItIsAsWeDo() throws Exception {
    var table = new TreeMap<>(Sample.forwards("1:80 ABc, 2:80 ABc, 3:80 ABc, 4:80 ABc"));
    table.putAll(outside("1:80 AB, 2:80 AB, 3:80 AB"));
    var marks =
        List.of(
            "10.96.0.1,tcp:80 skbmark 0x52000",
            "10.96.0.2,tcp:80 skbmark 0x7",
            "10.96.0.4,tcp:80 skbmark 0x62000",
            "10.96.0.9,tcp:80");
    var observed = Observed.of(Map.of("fixpoint-4-marks", marks), Map.of(), Set.of(), Map.of());

    var change = Change.between(observed, Wanted.of(table, NodeRules.NONE, observed));

    assertThat(change.sets()).contains("add fixpoint-4-marks 10.96.0.2,tcp:80 skbmark 0x12000");
    assertThat(change.leavings())
        .containsExactlyInAnyOrder(
            "del fixpoint-4-marks 10.96.0.4,tcp:80", "del fixpoint-4-marks 10.96.0.9,tcp:80");
    assertThat(change.services()).contains("-A -f 335872 -s wrr");
  }

  private static List<String> marks(Wanted wanted) {
    return wanted.facts().all().stream()
        .filter(fact -> fact.set().equals(Sets.MARKS))
        .map(fact -> fact.element().replace("10.96.0.", "").replace(",tcp", ""))
        .map(text -> text.replace("skbmark ", ""))
        .sorted()
        .toList();
  }

  private static String servers(Wanted wanted, Service service) {
    return wanted.services().all().get(service).weights().entrySet().stream()
        .map(entry -> entry.getKey().address() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }

  @Test
  void anAuditNotesBothInEachTableThatDecides() throws Exception {
    var access = new Access(List.of(), List.of(), false, true);
    var table = Map.of(Sample.frontend("1:80"), Sample.forward("A").admitting(Optional.of(access)));
    var wanted = fresh(table, NodeRules.NONE);

    var rule = Rule.of(Family.IPV4, access).id();
    var chains = wanted.chains(Family.IPV4);
    for (var in : List.of("mangle/OWN/i", "filter/IN/i", "filter/OUTER/o")) {
      var words = in.split("/");
      var whom =
          "-A FIXPOINT-IPVS-%s -m set --match-set fixpoint-4-%s-%s dst,dst -m set %s--match-set fixpoint-4-c-%s src -j FIXPOINT-IPVS-%s";
      assertThat(chains.get(words[0]))
          .contains(whom.formatted(words[1], words[2], rule, "! ", rule, "DENIED"))
          .contains(whom.formatted(words[1], words[2], rule, "", rule, "ADMITTED"))
          .contains("-A FIXPOINT-IPVS-DENIED -j SET --add-set fixpoint-4-denied-n src,dst,dst");
    }
    assertThat(wanted.sets().stream().map(Fact::setName).filter(name -> name.contains("d")))
        .contains("fixpoint-4-admitted", "fixpoint-4-denied", "fixpoint-4-denied-n");
    assertThat(Sets.create(Family.IPV4, "denied"))
        .isEqualTo(
            "create fixpoint-4-denied hash:ip,port,ip family inet maxelem 4096 timeout 3600");
    assertThat(wanted.records()).hasSize(2);
    wanted.change(Sample.forwards("1:80 A"), Set.of(), NodeRules.NONE);
    assertThat(wanted.records()).isEmpty();
    assertThat(wanted.chains(Family.IPV4).toString()).doesNotContain("DENIED");
  }

  @Test
  void whatPacketsFillIsNoDifference() throws Exception {
    var sets = Map.of("fixpoint-4-denied", List.of("10.1.0.2,tcp:80,10.96.0.1"));
    assertThat(Observed.of(sets, Map.of(), Set.of(), Map.of()).facts()).isEmpty();
  }
}
