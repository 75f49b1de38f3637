// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.watch;

import dev.fixpoint.watch.Mirror.Span;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// Which objects of a namespace have a tag. Read by any thread, changed by one at a time.
final class Tags {
  private final Map<String, NavigableMap<String, Set<String>>> names = new ConcurrentHashMap<>();

  /// The names of the objects.
  Set<String> names(String namespace, String tag) {
    return names
        .getOrDefault(namespace, Collections.emptyNavigableMap())
        .getOrDefault(tag, Set.of());
  }

  /// The names of the objects that have a tag of a span; those of each tag by themselves.
  Collection<Set<String>> names(String namespace, Span span) {
    return names
        .getOrDefault(namespace, Collections.emptyNavigableMap())
        .subMap(span.from(), true, span.to(), false)
        .values();
  }

  /// @param before the tags that an object had
  /// @param after those that it has
  void change(String namespace, String name, Collection<String> before, Collection<String> after) {
    for (var tag : after) {
      names
          .computeIfAbsent(namespace, ns -> new ConcurrentSkipListMap<>())
          .computeIfAbsent(tag, t -> ConcurrentHashMap.newKeySet(1))
          .add(name);
    }
    var gone = new HashSet<>(before);
    gone.removeAll(after);
    gone.forEach(tag -> remove(namespace, name, tag));
  }

  private void remove(String namespace, String name, String tag) {
    var byTag = names.get(namespace);
    byTag.get(tag).remove(name);
    if (byTag.get(tag).isEmpty()) {
      byTag.remove(tag);
    }
    if (byTag.isEmpty()) {
      names.remove(namespace);
    }
  }

  boolean isEmpty() {
    return names.isEmpty();
  }
}
