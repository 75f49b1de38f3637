// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Family;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What of ours the kernel holds, and how it comes to hold something else.
///
/// It has no transactions: a change that is refused may have been done in part. What was known is
/// then forgotten, and the next call observes.
final class IpvsKernel {
  private final IpvsTools tools;
  private final Set<Family> families;

  /// What the kernel holds; null while that is unknown.
  private Wanted known;

  private NodeRules rules = NodeRules.NONE;

  /// @param families those that the kernel has
  IpvsKernel(IpvsTools tools, Set<Family> families) {
    this.tools = tools;
    this.families = Set.copyOf(families);
  }

  Optional<Wanted> known() {
    return Optional.ofNullable(known);
  }

  /// Takes all that is ours from it.
  void clear() throws DataplaneException {
    known = null;
    var nothing = Wanted.of(Map.of(), NodeRules.NONE, Observed.NOTHING);
    tools.apply(Change.between(tools.observe(families), nothing));
    Device.remove();
  }

  /// @param differences that were found and mended
  /// @param frontends that the kernel forwarded before
  record Mended(int differences, Set<Frontend> frontends) {}

  /// Makes it hold this and nothing more.
  Mended replace(Map<Frontend, Forward> table, NodeRules now) throws DataplaneException {
    known = null;
    var observed = tools.observe(families);
    return new Mended(mend(observed, table, now), observed.table().keySet());
  }

  void update(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules now)
      throws DataplaneException {
    if (known == null) {
      var observed = tools.observe(families);
      var table = new HashMap<>(observed.table());
      table.putAll(changed);
      table.keySet().removeAll(removed);
      mend(observed, table, now);
    } else {
      step(changed, removed, now);
    }
  }

  private void step(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules now)
      throws DataplaneException {
    var wanted = known;
    known = null;
    var ports = new TreeSet<Service>();
    changed.keySet().forEach(frontend -> ports.add(Service.of(frontend)));
    removed.forEach(frontend -> ports.add(Service.of(frontend)));
    var before = wanted.services().of(ports);
    var sets = wanted.sets();
    var chains = chains(wanted);
    wanted.change(changed, removed, now);
    var after = wanted.services().of(ports);
    var fresh = new TreeSet<>(after.keySet());
    fresh.removeAll(before.keySet());
    checkOthers(tools.present(fresh), fresh);
    apply(wanted, sets, chains, before, after);
    if (!now.uplinks().equals(rules.uplinks())) {
      Settings.configure(now.uplinks());
    }
    rules = now;
    var idle = new TreeSet<>(after.keySet());
    idle.retainAll(wanted.services().draining());
    release(wanted, idle);
    known = wanted;
  }

  private int mend(Observed observed, Map<Frontend, Forward> table, NodeRules now)
      throws DataplaneException {
    var wanted = Wanted.of(table, now, observed);
    var taken = new TreeSet<>(wanted.services().all().keySet());
    taken.removeIf(service -> !observed.others().contains(service.option()));
    checkOthers(taken, taken);
    var change = Change.between(observed, wanted);
    if (!wanted.families().isEmpty()) {
      Settings.configure(now.uplinks());
    }
    tools.apply(change);
    rules = now;
    wanted.facts().settled();
    release(wanted, wanted.services().draining());
    known = wanted;
    return change.differences();
  }

  private static Map<Family, Map<String, List<String>>> chains(Wanted wanted) {
    var chains = new EnumMap<Family, Map<String, List<String>>>(Family.class);
    wanted.families().forEach(family -> chains.put(family, wanted.chains(family)));
    return chains;
  }

  private void apply(
      Wanted wanted,
      Set<Fact> setsBefore,
      Map<Family, Map<String, List<String>>> chainsBefore,
      Map<Service, Virtual> before,
      Map<Service, Virtual> after)
      throws DataplaneException {
    var created = new HashSet<>(wanted.sets());
    var destroyed = new HashSet<>(setsBefore);
    destroyed.removeAll(created);
    created.removeAll(setsBefore);
    var scripts = new EnumMap<Family, String>(Family.class);
    chains(wanted)
        .forEach(
            (family, chains) -> {
              var script = Change.script(chainsBefore.getOrDefault(family, Map.of()), chains);
              if (!script.isEmpty()) {
                scripts.put(family, script);
              }
            });
    if (chainsBefore.isEmpty() && !scripts.isEmpty()) {
      Settings.configure(Set.of());
    }
    var removed = new HashSet<>(wanted.facts().removed());
    removed.removeIf(fact -> destroyed.contains(new Fact(fact.family(), fact.set(), "")));
    tools.apply(
        Change.of(created, destroyed, wanted.facts().added(), removed, scripts, before, after));
    wanted.facts().settled();
  }

  /// Takes the servers away that have no connection left, of all that get no new ones.
  void release() throws DataplaneException {
    if (known != null) {
      var wanted = known;
      known = null;
      release(wanted, wanted.services().draining());
      known = wanted;
    }
  }

  private void release(Wanted wanted, Set<Service> services) throws DataplaneException {
    if (services.isEmpty()) {
      return;
    }
    var ports = new TreeSet<Service>();
    services.forEach(service -> ports.add(service.plain()));
    var sets = wanted.sets();
    var chains = chains(wanted);
    var before = wanted.services().of(ports);
    wanted.services().release(tools.connections(new TreeSet<>(services)));
    apply(wanted, sets, chains, before, wanted.services().of(ports));
  }

  private static void checkOthers(Set<Service> others, Set<Service> wanted)
      throws DataplaneException {
    var taken = new TreeSet<>(wanted);
    taken.retainAll(others);
    if (!taken.isEmpty()) {
      throw new DataplaneException(
          "ipvs: somebody else has a virtual service there: remove it by ipvsadm -D "
              + taken.first().option());
    }
  }
}
