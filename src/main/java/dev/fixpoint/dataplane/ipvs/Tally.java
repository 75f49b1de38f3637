// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Things that several others give reason for: there as long as one of these does.
final class Tally<T> {

  private final Map<T, Integer> reasons = new HashMap<>();
  private final Set<T> added = new HashSet<>();
  private final Set<T> removed = new HashSet<>();

  void add(Collection<T> things) {
    for (var thing : things) {
      if (reasons.merge(thing, 1, Integer::sum) == 1 && !removed.remove(thing)) {
        added.add(thing);
      }
    }
  }

  void remove(Collection<T> things) {
    for (var thing : things) {
      if (reasons.merge(thing, -1, (had, less) -> had == 1 ? null : had - 1) == null
          && !added.remove(thing)) {
        removed.add(thing);
      }
    }
  }

  Set<T> all() {
    return reasons.keySet();
  }

  /// What has come since the last call of [#settled].
  Set<T> added() {
    return Set.copyOf(added);
  }

  /// What has gone since then.
  Set<T> removed() {
    return Set.copyOf(removed);
  }

  void settled() {
    added.clear();
    removed.clear();
  }
}
