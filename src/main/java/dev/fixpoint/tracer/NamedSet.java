// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A set or map with its elements.
final class NamedSet {

  /// @param text as it was read
  /// @param value of a map; empty in a set and in a verdict map
  /// @param verdict of a verdict map
  record Entry(String text, List<Value> value, Optional<Statement.Go> verdict) {}

  private final Map<List<Value>, Entry> entries = new HashMap<>();
  private final List<Map.Entry<List<Value>, Entry>> intervals = new ArrayList<>();

  void put(List<Value> key, Entry entry) {
    if (key.stream().anyMatch(Value.Range.class::isInstance)) {
      intervals.add(Map.entry(key, entry));
    } else {
      entries.put(key, entry);
    }
  }

  Optional<Entry> get(List<Value> packet) {
    var entry = entries.get(packet);
    return entry != null
        ? Optional.of(entry)
        : intervals.stream()
            .filter(interval -> holdsFor(interval.getKey(), packet))
            .map(Map.Entry::getValue)
            .findFirst();
  }

  private static boolean holdsFor(List<Value> key, List<Value> packet) {
    for (int i = 0; i < key.size(); i++) {
      if (!key.get(i).holdsFor(packet.get(i))) {
        return false;
      }
    }
    return key.size() == packet.size();
  }
}
