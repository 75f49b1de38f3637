// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.ForwardingTable;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.vip.Key;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// All that this node shall forward, and what has changed of it since the kernel last took it.
/// Only intents that changed are compiled. Pure.
final class NodeTable {
  private final String node;
  private final Map<Key, Set<Frontend>> byService = new HashMap<>();
  private final Map<Frontend, Forward> table = new HashMap<>();
  private final Set<Frontend> touched = new HashSet<>();

  NodeTable(String node) {
    this.node = node;
  }

  void put(Intent intent) {
    var frontends = ForwardingTable.of(intent, node);
    for (var gone : byService.getOrDefault(intent.key(), Set.of())) {
      if (!frontends.containsKey(gone)) {
        drop(intent.key(), gone);
      }
    }
    frontends.forEach(
        (frontend, forward) -> {
          if (!Objects.equals(table.put(frontend, forward), forward)) {
            touched.add(frontend);
          }
        });
    byService.put(intent.key(), Set.copyOf(frontends.keySet()));
  }

  void remove(Key key) {
    var frontends = byService.remove(key);
    if (frontends != null) {
      frontends.forEach(frontend -> drop(key, frontend));
    }
  }

  /// An address that moved to another service stays with that one, whichever event came first.
  private void drop(Key owner, Frontend frontend) {
    var forward = table.get(frontend);
    if (forward != null && forward.owner().equals(owner)) {
      table.remove(frontend);
      touched.add(frontend);
    }
  }

  /// Removes all services but these.
  void retain(Collection<Key> keys) {
    List.copyOf(byService.keySet()).stream()
        .filter(key -> !keys.contains(key))
        .forEach(this::remove);
  }

  int services() {
    return byService.size();
  }

  Map<Frontend, Forward> all() {
    return Collections.unmodifiableMap(table);
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
