// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// How often each key is referred to; or, as a difference, how much more or less often.
final class Counts<K extends Comparable<? super K>> {

  private final Map<K, Integer> counts = new HashMap<>();

  void add(K key, int amount) {
    counts.merge(key, amount, (a, b) -> a + b == 0 ? null : a + b);
  }

  void addAll(Counts<K> difference) {
    difference.counts.forEach(this::add);
  }

  Set<K> keys() {
    return counts.keySet();
  }

  /// The keys that `difference` would bring in.
  SortedSet<K> appearing(Counts<K> difference) {
    var appearing = new TreeSet<K>();
    difference.counts.forEach(
        (key, amount) -> {
          if (amount > 0 && !counts.containsKey(key)) {
            appearing.add(key);
          }
        });
    return appearing;
  }

  /// The keys that `difference` would leave without a reference.
  SortedSet<K> vanishing(Counts<K> difference) {
    var vanishing = new TreeSet<K>();
    difference.counts.forEach(
        (key, amount) -> {
          if (amount < 0 && counts.getOrDefault(key, 0) + amount == 0) {
            vanishing.add(key);
          }
        });
    return vanishing;
  }
}
