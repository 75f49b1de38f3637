// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
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

/// All that the kernel shall hold, kept so that a change costs what it changes. Pure, but changed
/// in place.
final class Wanted {
  private final Map<Frontend, Forward> table = new HashMap<>();
  private final Tally<Fact> facts = new Tally<>();
  private final Tally<Rule> rules = new Tally<>();
  private final Map<Rule, Set<Fact>> clients = new HashMap<>();
  private final Map<Service, Virtual> services = new TreeMap<>();
  private final Map<Service, List<Fact>> ending = new HashMap<>();
  private final Set<Service> draining = new TreeSet<>();
  private final Set<Family> families = EnumSet.noneOf(Family.class);
  private List<Fact> nodeFacts = List.of();
  private NodeRules node = NodeRules.NONE;

  /// What shall be there for a table, where the kernel has these services already.
  ///
  /// @param routed addresses that the node takes for its own already
  /// @param present families that have something already
  static Wanted of(
      Map<Frontend, Forward> table,
      NodeRules node,
      Map<Service, Virtual> present,
      Set<Ip> routed,
      Set<Family> families) {
    var wanted = new Wanted();
    wanted.families.addAll(families);
    wanted.services.putAll(present);
    var touched = new TreeMap<Service, Boolean>();
    present.keySet().forEach(service -> touched.put(service, routed.contains(service.address())));
    table.keySet().forEach(frontend -> touched.putIfAbsent(Service.of(frontend), false));
    wanted.change(table, Set.of(), node, touched);
    return wanted;
  }

  /// Takes a change over.
  void change(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules rules) {
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

  /// @param touched the services that may change, and whether their address was the node's own by
  ///     our doing
  private void change(
      Map<Frontend, Forward> changed,
      Set<Frontend> removed,
      NodeRules now,
      SortedMap<Service, Boolean> touched) {
    removed.forEach(frontend -> put(frontend, null));
    changed.forEach(
        (frontend, forward) -> {
          if (!removed.contains(frontend)) {
            put(frontend, forward);
          }
        });
    touched.forEach(this::settle);
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

  private Virtual due(Service service) {
    for (var side : Side.values()) {
      var forward = table.get(service.on(side));
      if (forward != null && !forward.shares().isEmpty()) {
        return Virtual.of(forward);
      }
    }
    return null;
  }

  private void settle(Service service, boolean routed) {
    var due = due(service);
    var before = services.get(service);
    var after = due;
    if (before != null && !service.isOfFlows()) {
      after = due == null ? before.ending() : due.draining(before);
    }
    put(service, after);
    if (due == null && after != null && !ending.containsKey(service)) {
      var kept = Facts.ofEnding(service, routed);
      families.add(service.address().family());
      ending.put(service, kept);
      facts.add(kept);
    } else if (due != null || after == null) {
      forget(service);
    }
  }

  private void put(Service service, Virtual virtual) {
    if (virtual == null) {
      services.remove(service);
    } else {
      services.put(service, virtual);
    }
    if (virtual != null && (virtual.isDraining() || virtual.weights().isEmpty())) {
      draining.add(service);
    } else {
      draining.remove(service);
    }
  }

  private void forget(Service service) {
    var kept = ending.remove(service);
    if (kept != null) {
      facts.remove(kept);
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

  /// Takes the servers away that get no new connections and have none left.
  ///
  /// @param connections of each server, of the services that were asked for
  void release(Map<Service, SortedMap<Server, Long>> connections) {
    for (var service : List.copyOf(draining)) {
      var counts = connections.get(service);
      if (counts == null) {
        continue;
      }
      var virtual = services.get(service);
      for (var server : virtual.weights().keySet()) {
        if (virtual.weights().get(server) == 0 && counts.getOrDefault(server, 0L) == 0) {
          virtual = virtual.without(server);
        }
      }
      if (virtual.weights().isEmpty()) {
        put(service, null);
        forget(service);
      } else {
        put(service, virtual);
      }
    }
  }

  Map<Service, Virtual> services() {
    return services;
  }

  /// The services that have servers which get no new connections.
  Set<Service> draining() {
    return draining;
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
    }
    for (var rule : rules.all()) {
      Sets.ofRule(rule.id()).forEach(set -> sets.add(new Fact(rule.family(), set, "")));
    }
    return sets;
  }

  Map<String, List<String>> chains(Family family) {
    return Chains.of(family, node.uplinks(), rules(family));
  }

  private SortedSet<Rule> rules(Family family) {
    var of = new TreeSet<Rule>();
    rules.all().stream().filter(rule -> rule.family() == family).forEach(of::add);
    return of;
  }
}
