// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The elements of a table: set → key → value.
final class Elements {

  private final Map<NftSet<?, ?>, Map<Object, Object>> bySet = new HashMap<>();

  <K extends Comparable<? super K>, V> void put(NftSet<K, V> set, K key, V value) {
    bySet.computeIfAbsent(set, _ -> new HashMap<>()).put(key, value);
  }

  void add(Element<?, ?> element) {
    bySet.computeIfAbsent(element.set(), _ -> new HashMap<>()).put(element.key(), element.value());
  }

  void addAll(Elements others) {
    others.bySet.forEach(
        (set, elements) -> bySet.computeIfAbsent(set, _ -> new HashMap<>()).putAll(elements));
  }

  @SuppressWarnings("unchecked") // as put has put them
  <K extends Comparable<? super K>, V> Map<K, V> of(NftSet<K, V> set) {
    var elements = (Map<K, V>) (Map<?, ?>) bySet.getOrDefault(set, Map.of());
    return Collections.unmodifiableMap(elements);
  }

  Set<NftSet<?, ?>> sets() {
    return Collections.unmodifiableSet(bySet.keySet());
  }

  /// The elements of one set in the order of their keys.
  <K extends Comparable<? super K>, V> List<Element<K, V>> sorted(NftSet<K, V> set) {
    var sorted = new ArrayList<Element<K, V>>();
    of(set).forEach((key, value) -> sorted.add(new Element<>(set, key, value)));
    Collections.sort(sorted);
    return sorted;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Elements elements)) {
      return false;
    }
    var sets = new HashSet<>(bySet.keySet());
    sets.addAll(elements.bySet.keySet());
    return sets.stream().allMatch(set -> of(set).equals(elements.of(set)));
  }

  @Override
  public int hashCode() {
    return bySet.values().stream().mapToInt(Map::hashCode).sum();
  }

  @Override
  public String toString() {
    return bySet.toString();
  }
}
