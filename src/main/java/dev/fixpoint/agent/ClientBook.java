// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.access.Shard;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The sets of clients that this node knows, and the intents that wait for one. Pure.
///
/// The operator writes a set before the intent that refers to it, but the two come by watches of
/// their own. What the node did for a service goes on until all of its sets are known; a set that
/// somebody deletes while an intent refers to it keeps its clients.
final class ClientBook {
  private final Map<String, Map<Integer, Shard>> shards = new HashMap<>();
  private final Map<String, Set<Ip>> sets = new HashMap<>();
  private final Map<Key, Intent> waiting = new HashMap<>();
  private final Map<Key, List<String>> used = new HashMap<>();

  /// The clients of each set that is known whole.
  Map<String, Set<Ip>> sets() {
    return Collections.unmodifiableMap(sets);
  }

  /// The sets that an intent waits for, by its service.
  Map<Key, List<String>> missing() {
    var missing = new HashMap<Key, List<String>>();
    waiting.forEach((key, intent) -> missing.put(key, unknown(intent)));
    return missing;
  }

  /// Whether all sets that an intent refers to are known. Else it waits, in place of an earlier
  /// one of its service.
  boolean admits(Intent intent) {
    waiting.remove(intent.key());
    if (unknown(intent).isEmpty()) {
      used.put(intent.key(), setsOf(intent));
      return true;
    }
    waiting.put(intent.key(), intent);
    return false;
  }

  private List<String> unknown(Intent intent) {
    return setsOf(intent).stream().filter(set -> !sets.containsKey(set)).toList();
  }

  private static List<String> setsOf(Intent intent) {
    return intent.access().map(Intent.Admitted::sets).orElse(List.of());
  }

  void forget(Key service) {
    waiting.remove(service);
    used.remove(service);
  }

  void retain(Collection<Key> services) {
    waiting.keySet().retainAll(services);
    used.keySet().retainAll(services);
  }

  /// @return the intents that need not wait any more
  List<Intent> put(Shard shard) {
    shards.computeIfAbsent(shard.set(), set -> new HashMap<>()).put(shard.index(), shard);
    join(shard.set());
    return ready();
  }

  void remove(String set, int index) {
    var parts = shards.get(set);
    if (parts != null) {
      parts.remove(index);
      join(set);
    }
  }

  /// Takes all shards there are; those that are known and not among them are gone.
  List<Intent> replace(Collection<Shard> all) {
    shards.clear();
    all.forEach(
        shard ->
            shards.computeIfAbsent(shard.set(), set -> new HashMap<>()).put(shard.index(), shard));
    shards.keySet().forEach(this::join);
    return ready();
  }

  /// Drops the sets that are gone and that nobody uses.
  void tidy() {
    shards.values().removeIf(Map::isEmpty);
    if (!shards.keySet().containsAll(sets.keySet())) {
      var kept = new HashSet<>(shards.keySet());
      used.values().forEach(kept::addAll);
      sets.keySet().retainAll(kept);
    }
  }

  /// The same set stays the same object, so that whoever compares finds out at once.
  private void join(String set) {
    var known = sets.get(set);
    var joined = Shard.join(shards.get(set)).orElse(known);
    if (joined != null && !joined.equals(known)) {
      sets.put(set, Collections.unmodifiableSet(joined));
    }
  }

  private List<Intent> ready() {
    var ready = new ArrayList<Intent>();
    for (var intent : waiting.values()) {
      if (unknown(intent).isEmpty()) {
        ready.add(intent);
      }
    }
    ready.forEach(intent -> waiting.remove(intent.key()));
    return ready;
  }
}
