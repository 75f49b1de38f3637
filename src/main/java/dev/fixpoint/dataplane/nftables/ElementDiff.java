// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.nftables.Element.Address;
import dev.fixpoint.dataplane.nftables.Element.Hairpin;
import dev.fixpoint.dataplane.nftables.Element.Pick;
import dev.fixpoint.dataplane.nftables.Element.Slot;
import dev.fixpoint.dataplane.nftables.Element.Vip;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Collects the elements that differ. A map element that changes is deleted and added again.
final class ElementDiff {

  private final List<Element> removed = new ArrayList<>();
  private final List<Element> added = new ArrayList<>();
  private int differences;

  List<Element> removed() {
    return removed;
  }

  List<Element> added() {
    return added;
  }

  /// How many keys differ: one that is deleted and added again counts once.
  int differences() {
    return differences;
  }

  /// @param before the targets by slot, or null where the frontend is new
  /// @param after the targets by slot, or null where the frontend is gone
  void frontend(Frontend frontend, List<Target> before, List<Target> after) {
    vip(frontend, before == null ? null : before.size(), after == null ? null : after.size());
    slots(
        frontend,
        Slots.indexed(before == null ? List.of() : before),
        Slots.indexed(after == null ? List.of() : after));
  }

  void vip(Frontend frontend, Integer before, Integer after) {
    if (before != null && !before.equals(after)) {
      removed.add(new Vip(frontend, before));
    }
    if (after != null && !after.equals(before)) {
      added.add(new Vip(frontend, after));
    }
    differences += Objects.equals(before, after) ? 0 : 1;
  }

  void slots(
      Frontend frontend, SortedMap<Integer, Endpoint> before, SortedMap<Integer, Endpoint> after) {
    if (before.equals(after)) {
      return;
    }
    var indexes = new TreeMap<Integer, Endpoint>(before);
    indexes.putAll(after);
    for (int index : indexes.keySet()) {
      var old = before.get(index);
      var now = after.get(index);
      if (old != null && !old.equals(now)) {
        removed.add(new Slot(frontend, index, old));
      }
      if (now != null && !now.equals(old)) {
        added.add(new Slot(frontend, index, now));
      }
      differences += Objects.equals(old, now) ? 0 : 1;
    }
  }

  void picks(SortedSet<Integer> vanishing, SortedSet<Integer> appearing) {
    vanishing.forEach(slots -> removed.add(new Pick(slots)));
    appearing.forEach(slots -> added.add(new Pick(slots)));
    differences += vanishing.size() + appearing.size();
  }

  void addresses(SortedSet<Ip> vanishing, SortedSet<Ip> appearing) {
    vanishing.forEach(ip -> removed.add(new Address(ip)));
    appearing.forEach(ip -> added.add(new Address(ip)));
    differences += vanishing.size() + appearing.size();
  }

  void hairpin(SortedSet<Ip> vanishing, SortedSet<Ip> appearing) {
    vanishing.forEach(ip -> removed.add(new Hairpin(ip)));
    appearing.forEach(ip -> added.add(new Hairpin(ip)));
    differences += vanishing.size() + appearing.size();
  }

  static <K> SortedSet<K> missing(Set<K> from, Set<K> others) {
    var missing = new TreeSet<>(others);
    missing.removeAll(from);
    return missing;
  }
}
