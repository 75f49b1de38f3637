// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.ipset.Records;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.IpRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// All that the kernel shall hold, kept so that a change costs what it changes. Pure, but changed
/// in place.
final class Wanted {
  private final Map<Frontend, Forward> table = new HashMap<>();
  private final Tally<Fact> facts = new Tally<>();
  private final Tally<Rule> rules = new Tally<>();
  private final Map<Rule, Set<Fact>> clients = new HashMap<>();
  private final Services services;
  private final Set<Family> families = EnumSet.noneOf(Family.class);
  private List<Fact> nodeFacts = List.of();
  private NodeRules node = NodeRules.NONE;

  private Wanted(Marks marks, Map<Service, Virtual> present) {
    this.services = new Services(facts, marks, present);
  }

  /// What shall be there for a table, where there is this already.
  static Wanted of(Map<Frontend, Forward> table, NodeRules node, Observed have)
      throws DataplaneException {
    var marks = new Marks(IpvsText.marks(have.others()));
    marks.keep(have.marked());
    var present = new TreeMap<>(have.services());
    present.keySet().removeIf(s -> s.isMarked() && !s.equals(marks.of(s.plain())));
    var wanted = new Wanted(marks, present);
    wanted.families.addAll(have.families());
    var touched = new TreeMap<Service, Boolean>();
    for (var services : List.of(have.services().keySet(), have.marked())) {
      services.forEach(s -> touched.put(s.plain(), have.routed().contains(s.address())));
    }
    table.keySet().forEach(frontend -> touched.putIfAbsent(Service.of(frontend), false));
    wanted.change(table, Set.of(), node, touched);
    return wanted;
  }

  /// Takes a change over.
  ///
  /// @throws DataplaneException if it is more than IPVS can hold
  void change(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules rules)
      throws DataplaneException {
    var touched = new TreeMap<Service, Boolean>();
    for (var frontends : List.of(changed.keySet(), removed)) {
      for (var frontend : frontends) {
        var route =
            new Fact(frontend.address().family(), Sets.ROUTES, frontend.address().toString());
        touched.put(Service.of(frontend), facts.all().contains(route));
      }
    }
    change(changed, removed, rules, touched);
  }

  /// @param touched the ports whose services may change, and whether their address was the node's
  ///     own by our doing
  private void change(
      Map<Frontend, Forward> changed,
      Set<Frontend> removed,
      NodeRules now,
      SortedMap<Service, Boolean> touched)
      throws DataplaneException {
    removed.forEach(frontend -> put(frontend, null));
    changed.forEach(
        (frontend, forward) -> {
          if (!removed.contains(frontend)) {
            put(frontend, forward);
          }
        });
    for (var port : touched.keySet()) {
      var due = Services.Due.of(table.get(port.on(Side.INSIDE)), table.get(port.on(Side.OUTSIDE)));
      services.settle(port, due, touched.get(port));
      if (!services.of(List.of(port)).isEmpty()) {
        families.add(port.address().family());
      }
    }
    follow(now);
    node = now;
  }

  private void put(Frontend frontend, Forward forward) {
    var before = forward == null ? table.remove(frontend) : table.put(frontend, forward);
    var family = frontend.address().family();
    if (forward != null) {
      families.add(family);
      facts.add(Facts.of(frontend, forward));
      forward.access().ifPresent(access -> rules.add(List.of(Rule.of(family, access))));
    }
    if (before != null) {
      facts.remove(Facts.of(frontend, before));
      before.access().ifPresent(access -> rules.remove(List.of(Rule.of(family, access))));
    }
  }

  /// The facts of the node and of the rules of access.
  private void follow(NodeRules now) {
    for (var range : now.guarded()) {
      families.add(range.family());
    }
    var due = new ArrayList<Fact>();
    for (var family : families) {
      due.addAll(ranges(family, Sets.GUARDED, IpRange.merged(now.guarded())));
      due.addAll(ranges(family, Sets.INSIDE, IpRange.merged(now.inside())));
    }
    if (!due.equals(nodeFacts)) {
      facts.add(due);
      facts.remove(nodeFacts);
      nodeFacts = due;
    }
    clients.keySet().removeIf(rule -> !rules.all().contains(rule) && lose(rule));
    for (var rule : rules.all()) {
      boolean same =
          clients.containsKey(rule)
              && rule.access().sets().stream()
                  .allMatch(set -> node.clients().get(set) == now.clients().get(set));
      if (!same) {
        var content = rule.clients(now.clients());
        facts.add(content);
        var before = clients.put(rule, content);
        if (before != null) {
          facts.remove(before);
        }
      }
    }
  }

  private boolean lose(Rule rule) {
    facts.remove(clients.get(rule));
    return true;
  }

  /// The blocks of these ranges that are of a family, as elements of a set.
  static List<Fact> ranges(Family family, String set, Collection<IpRange> ranges) {
    return ranges.stream()
        .filter(range -> range.family() == family)
        .flatMap(range -> Blocks.of(range).stream())
        .map(block -> new Fact(family, set, block))
        .toList();
  }

  Services services() {
    return services;
  }

  Tally<Fact> facts() {
    return facts;
  }

  Map<Frontend, Forward> table() {
    return table;
  }

  Set<Family> families() {
    return families;
  }

  /// All sets that shall be, as facts without an element.
  Set<Fact> sets() {
    var sets = new HashSet<Fact>();
    for (var family : families) {
      Sets.constant().forEach(set -> sets.add(new Fact(family, set, "")));
      if (isDivided(family)) {
        Sets.OF_SIDES.forEach(set -> sets.add(new Fact(family, set, "")));
      }
    }
    for (var rule : rules.all()) {
      Sets.ofRule(rule).forEach(set -> sets.add(new Fact(rule.family(), set, "")));
    }
    return sets;
  }

  /// Where packets leave who sent them.
  List<Records> records() {
    return rules.all().stream()
        .filter(rule -> rule.access().audit())
        .map(Rule::family)
        .distinct()
        .flatMap(f -> Stream.of(Sets.records(f, true), Sets.records(f, false)))
        .toList();
  }

  Map<String, List<String>> chains(Family family) {
    return Chains.of(family, node.uplinks(), rules(family), isDivided(family));
  }

  /// Whether clients outside have services of their own.
  private boolean isDivided(Family family) {
    return services.hasMarked(family);
  }

  private SortedSet<Rule> rules(Family family) {
    var of = new TreeSet<Rule>();
    rules.all().stream().filter(rule -> rule.family() == family).forEach(of::add);
    return of;
  }
}
