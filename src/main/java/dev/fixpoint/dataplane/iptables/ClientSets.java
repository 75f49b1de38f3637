// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.forwarding.Access;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The sets that rules of access need, and what has changed of them.
final class ClientSets {
  private final Map<Access, Integer> users = new HashMap<>();
  private final Map<String, Set<String>> elements = new HashMap<>();
  private Admission admission;
  private int audits;
  private boolean records;

  ClientSets(Admission admission) {
    this.admission = admission;
  }

  /// Name → elements.
  Map<String, Set<String>> all() {
    return elements;
  }

  /// Whether there are sets that clients are remembered in.
  boolean hasRecords() {
    return records;
  }

  void bring(Parts parts) {
    audits += parts.hasRecords() ? 1 : 0;
    parts.clients().forEach(access -> users.merge(clients(access), 1, Integer::sum));
  }

  void take(Parts parts) {
    audits -= parts.hasRecords() ? 1 : 0;
    for (var access : parts.clients()) {
      users.computeIfPresent(clients(access), (_, count) -> count == 1 ? null : count - 1);
    }
  }

  /// Rules that differ in the rest share a set.
  private static Access clients(Access access) {
    return new Access(access.sets(), access.ranges(), false, false);
  }

  /// Tells what is other than at the last call.
  ///
  /// @param now a set of clients that is the same object as before has not changed
  void changed(Admission now, SetChange change) {
    var live = new HashSet<String>();
    for (var access : users.keySet()) {
      var name = Names.clients(now.family(), access);
      live.add(name);
      if (!elements.containsKey(name) || hasMoved(access, now)) {
        var wanted = now.elements(access);
        change.between(now.family(), name, elements.get(name), wanted);
        elements.put(name, wanted);
      }
    }
    for (var name : Set.copyOf(elements.keySet())) {
      if (!live.contains(name)) {
        change.destroy(name);
        elements.remove(name);
      }
    }
    if (records != audits > 0) {
      records = audits > 0;
      now.family().records().forEach(records ? change::create : change::destroy);
    }
    admission = now;
  }

  private boolean hasMoved(Access access, Admission now) {
    return access.sets().stream()
        .anyMatch(set -> admission.clients().get(set) != now.clients().get(set));
  }
}
