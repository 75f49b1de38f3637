// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.vip.Family;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What leads from one state of the kernel to another. Pure.
///
/// There is no transaction over all of it, so its order is what keeps connections: what refuses
/// comes first; then rules and services; who is let in, last; and what nothing leads to any more
/// goes after that.
///
/// @param created sets that come
/// @param destroyed sets that go
/// @param rules the scripts for iptables
/// @param services the lines for ipvsadm, but for services that go
/// @param ended the lines for these
record Change(
    Set<Fact> created,
    Set<Fact> destroyed,
    Set<Fact> added,
    Set<Fact> removed,
    Map<Family, String> rules,
    List<String> services,
    List<String> ended) {

  private static final Set<String> ADMITTED = Set.of(Sets.FRONTS, Sets.OUTER, Sets.DIVIDED);
  private static final Set<String> LATE = Set.of(Sets.SERVICES, Sets.MARKS, Sets.VIPS, Sets.EDGE);

  /// What makes of a kernel what is wanted.
  static Change between(Observed have, Wanted want) {
    var created = new HashSet<Fact>(want.sets());
    var destroyed = new HashSet<Fact>();
    for (var name : have.sets().keySet()) {
      Sets.parse(name, "").filter(set -> !created.remove(set)).ifPresent(destroyed::add);
    }
    var added = new HashSet<>(want.facts().all());
    added.removeAll(have.facts());
    var removed = new HashSet<>(have.facts());
    removed.removeAll(want.facts().all());
    removed.removeIf(fact -> destroyed.contains(new Fact(fact.family(), fact.set(), "")));
    var rules = new EnumMap<Family, String>(Family.class);
    for (var family : Family.values()) {
      var held = have.chains().getOrDefault(family, Map.of());
      var script = script(held, want.families().contains(family) ? want.chains(family) : Map.of());
      if (!script.isEmpty()) {
        rules.put(family, script);
      }
    }
    return of(created, destroyed, added, removed, rules, have.services(), want.services().all());
  }

  /// What makes of tables what is wanted; empty where nothing does.
  static String script(Map<String, List<String>> held, Map<String, List<String>> wanted) {
    var script = new StringBuilder();
    var tables = new TreeSet<>(wanted.keySet());
    tables.addAll(held.keySet());
    for (var table : tables) {
      var want = wanted.get(table);
      if (want == null || !SavedChains.same(held.get(table), want)) {
        script.append(SavedChains.script(table, held.get(table), want));
      }
    }
    return script.toString();
  }

  /// @param before the services that may change, as they were
  /// @param after all of them
  static Change of(
      Set<Fact> created,
      Set<Fact> destroyed,
      Set<Fact> added,
      Set<Fact> removed,
      Map<Family, String> rules,
      Map<Service, Virtual> before,
      Map<Service, Virtual> after) {
    var services = new ArrayList<String>();
    var ended = new ArrayList<String>();
    var keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    for (var service : keys) {
      var lines = Virtual.lines(service, before.get(service), after.get(service));
      (after.containsKey(service) ? services : ended).addAll(lines);
    }
    return new Change(created, destroyed, added, removed, rules, services, ended);
  }

  /// How much of the kernel is not as it should be.
  int differences() {
    return created.size()
        + destroyed.size()
        + added.size()
        + removed.size()
        + rules.size()
        + services.size()
        + ended.size();
  }

  /// The first script for ipset.
  List<String> sets() {
    var lines = new ArrayList<String>();
    created.forEach(set -> lines.add(Sets.create(set.family(), set.set())));
    deletions(ADMITTED, true, lines);
    var others = new HashSet<>(ADMITTED);
    others.add(Sets.ROUTES);
    additions(others, false, lines);
    return lines;
  }

  /// The second: clients are let in, and others no more.
  List<String> admissions() {
    var lines = new ArrayList<String>();
    additions(ADMITTED, true, lines);
    var others = new HashSet<>(ADMITTED);
    others.addAll(LATE);
    others.add(Sets.ROUTES);
    deletions(others, false, lines);
    return lines;
  }

  /// The last.
  List<String> leavings() {
    var lines = new ArrayList<String>();
    deletions(LATE, true, lines);
    destroyed.forEach(set -> lines.add("destroy " + set.setName()));
    return lines;
  }

  private void additions(Set<String> sets, boolean within, List<String> lines) {
    added.stream()
        .filter(fact -> sets.contains(fact.set()) == within)
        .forEach(fact -> lines.add("add " + fact.setName() + " " + fact.element()));
  }

  private void deletions(Set<String> sets, boolean within, List<String> lines) {
    removed.stream()
        .filter(fact -> sets.contains(fact.set()) == within && !isReplaced(fact))
        .forEach(fact -> lines.add("del " + fact.setName() + " " + fact.key()));
  }

  /// An element takes the place of one that had another mark.
  private boolean isReplaced(Fact fact) {
    return fact.set().equals(Sets.MARKS)
        && added.stream()
            .anyMatch(f -> f.setName().equals(fact.setName()) && f.key().equals(fact.key()));
  }

  /// The addresses of a family that become the node's own, or cease to be.
  List<String> routes(Family family, boolean come) {
    return (come ? added : removed)
        .stream()
            .filter(fact -> fact.set().equals(Sets.ROUTES) && fact.family() == family)
            .map(Fact::element)
            .sorted()
            .toList();
  }
}
