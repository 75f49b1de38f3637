// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Shard;
import dev.fixpoint.intent.Shards;
import dev.fixpoint.intent.Shards.Written;
import dev.fixpoint.vip.Key;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Puts the shards of intents together: a service's revision counts when all of its shards are
/// here, and until then the one before. Pure.
final class Assembly {
  private final Map<Key, Map<Integer, Written>> shards = new HashMap<>();
  private final Map<Key, String> waiting = new HashMap<>();

  /// @param version its resourceVersion
  /// @return the intent, where it is complete with this shard
  Optional<Intent> put(Shard shard, long version) {
    var key = shard.part().key();
    var ours = shards.computeIfAbsent(key, k -> new TreeMap<>());
    ours.put(shard.index(), new Written(kept(shard), version));
    var newest = Collections.max(ours.values(), Comparator.comparingLong(Written::version));
    if (newest.shard().isWhole()) {
      waiting.remove(key);
      return newest.version() == version ? Optional.of(shard.part()) : Optional.empty();
    }
    var intent = Shards.join(ours.values());
    if (intent.isPresent()) {
      waiting.remove(key);
    } else {
      waiting.put(key, "waits for all shards of its latest revision");
    }
    return intent;
  }

  /// What is whole is compiled at once, and not needed again.
  private static Shard kept(Shard shard) {
    return shard.isWhole()
        ? new Shard(shard.index(), shard.revisions(), shard.part().withoutEndpoints())
        : shard;
  }

  /// @return whether nothing is left of the service
  boolean remove(Key key, int index) {
    var ours = shards.getOrDefault(key, new TreeMap<>());
    ours.remove(index);
    if (ours.isEmpty()) {
      shards.remove(key);
      waiting.remove(key);
      return true;
    }
    return false;
  }

  /// Forgets all: a new list follows.
  void clear() {
    shards.clear();
    waiting.clear();
  }

  /// Services whose latest revision is incomplete.
  Map<Key, String> waiting() {
    return waiting;
  }
}
