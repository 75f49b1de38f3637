// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;

/// The elements that differ, each list in the order of set and key. A map element that changes is
/// deleted and added again. Pure.
///
/// @param differences how many keys differ: one that is deleted and added again counts once
record ElementDiff(List<Element<?, ?>> removed, List<Element<?, ?>> added, int differences) {

  static ElementDiff between(Elements have, Elements want) {
    var removed = new ArrayList<Element<?, ?>>();
    var added = new ArrayList<Element<?, ?>>();
    int differences = 0;
    var sets = new HashSet<>(have.sets());
    sets.addAll(want.sets());
    for (var set : sets) {
      differences += compare(set, have, want, removed, added);
    }
    Collections.sort(removed);
    Collections.sort(added);
    return new ElementDiff(removed, added, differences);
  }

  private static <K extends Comparable<? super K>, V> int compare(
      NftSet<K, V> set,
      Elements have,
      Elements want,
      List<Element<?, ?>> removed,
      List<Element<?, ?>> added) {
    var before = have.of(set);
    var after = want.of(set);
    int differences = 0;
    for (var element : before.entrySet()) {
      if (!element.getValue().equals(after.get(element.getKey()))) {
        removed.add(new Element<>(set, element.getKey(), element.getValue()));
        differences++;
      }
    }
    for (var element : after.entrySet()) {
      var old = before.get(element.getKey());
      if (!element.getValue().equals(old)) {
        added.add(new Element<>(set, element.getKey(), element.getValue()));
        differences += old == null ? 1 : 0;
      }
    }
    return differences;
  }
}
