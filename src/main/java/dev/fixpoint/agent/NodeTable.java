// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.ForwardingTable;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// All that this node shall forward, and what has changed of it since the kernel last took it.
/// Only intents that changed are compiled. Pure.
final class NodeTable {
  private Place here;
  private final Map<Key, Map<Frontend, Forward>> byService = new HashMap<>();
  private final Map<Frontend, Forward> table = new HashMap<>();
  private final Map<Frontend, SortedSet<Key>> waiting = new HashMap<>(); // behind the one in table
  private final Set<Frontend> touched = new HashSet<>();
  private final Map<Key, Exposure> exposures = new HashMap<>();
  private NodeRules rules = NodeRules.NONE;

  NodeTable(Place here) {
    this.here = here;
  }

  /// Services that are put from now on are compiled for this place.
  void moveTo(Place place) {
    here = place;
  }

  void put(Intent intent) {
    var after = ForwardingTable.of(intent, here);
    var before = byService.put(intent.key(), after);
    if (before != null) {
      before.keySet().stream()
          .filter(frontend -> !after.containsKey(frontend))
          .forEach(frontend -> release(intent.key(), frontend));
    }
    after.forEach(this::claim);
    var exposure = Exposure.of(intent, here);
    if (exposure.isNothing()) {
      exposures.remove(intent.key());
    } else {
      exposures.put(intent.key(), exposure);
    }
  }

  void remove(Key key) {
    exposures.remove(key);
    var frontends = byService.remove(key);
    if (frontends != null) {
      frontends.keySet().forEach(frontend -> release(key, frontend));
    }
  }

  /// Of several services that claim a frontend the one with the lowest key has it, so that the
  /// table depends on the intents alone and not on the order of their arrival.
  private void claim(Frontend frontend, Forward forward) {
    var rival = table.get(frontend);
    if (rival == null || rival.owner().equals(forward.owner())) {
      set(frontend, forward);
      return;
    }
    var others = waiting.computeIfAbsent(frontend, f -> new TreeSet<>());
    if (rival.owner().compareTo(forward.owner()) < 0) {
      others.add(forward.owner());
    } else {
      others.remove(forward.owner());
      others.add(rival.owner());
      set(frontend, forward);
    }
  }

  private void release(Key claimant, Frontend frontend) {
    var others = waiting.getOrDefault(frontend, new TreeSet<>());
    if (!others.remove(claimant)) {
      if (others.isEmpty()) {
        table.remove(frontend);
        touched.add(frontend);
      } else {
        set(frontend, byService.get(others.removeFirst()).get(frontend));
      }
    }
    if (others.isEmpty()) {
      waiting.remove(frontend);
    }
  }

  private void set(Frontend frontend, Forward forward) {
    if (!forward.equals(table.put(frontend, forward))) {
      touched.add(frontend);
    }
  }

  /// Removes all services but these.
  void retain(Collection<Key> keys) {
    List.copyOf(byService.keySet()).stream()
        .filter(key -> !keys.contains(key))
        .forEach(this::remove);
  }

  Place here() {
    return here;
  }

  /// What the node does for clients outside beside forwarding.
  Map<Key, Exposure> exposures() {
    return Collections.unmodifiableMap(exposures);
  }

  int services() {
    return byService.size();
  }

  Map<Frontend, Forward> all() {
    return Collections.unmodifiableMap(table);
  }

  /// What the node does whatever its services.
  NodeRules rules() {
    return rules;
  }

  void rules(NodeRules rules) {
    this.rules = rules;
  }

  /// From now on, addresses of these ranges that no service has are dropped.
  void guard(Set<IpRange> ranges) {
    rules = rules.withGuarded(ranges);
  }

  /// The clients of each set, of which rules of access speak.
  void clients(Map<String, Set<Ip>> sets) {
    if (!rules.clients().equals(sets)) {
      rules = rules.withClients(sets);
    }
  }

  /// What has changed since the last call of this method.
  Changes drain() {
    var changed = new HashMap<Frontend, Forward>();
    var removed = new HashSet<Frontend>();
    for (var frontend : touched) {
      var forward = table.get(frontend);
      if (forward == null) {
        removed.add(frontend);
      } else {
        changed.put(frontend, forward);
      }
    }
    touched.clear();
    return new Changes(changed, removed);
  }

  record Changes(Map<Frontend, Forward> changed, Set<Frontend> removed) {

    boolean isEmpty() {
      return changed.isEmpty() && removed.isEmpty();
    }
  }
}
