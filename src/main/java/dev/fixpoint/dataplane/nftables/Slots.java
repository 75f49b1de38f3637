// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Target;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which target has which slot. Pure.
final class Slots {

  private Slots() {}

  /// Gives each target one slot of 0 to N-1. A target that stays keeps its slot; where targets
  /// leave, those of the last slots move into the holes; those that come take what is left, in
  /// their own order. So one target that comes, goes or is replaced touches three elements at
  /// most.
  ///
  /// @param have slot → endpoint as it is: may have holes, repetitions and strangers
  static List<Target> assign(SortedMap<Integer, Endpoint> have, List<Target> targets) {
    var waiting = new LinkedHashMap<Endpoint, Target>();
    for (var target : targets) {
      waiting.merge(Endpoint.of(target), target, (a, b) -> a.local() ? a : b);
    }
    var slots = new Target[waiting.size()];
    var moving = new ArrayDeque<Target>();
    for (Map.Entry<Integer, Endpoint> slot : have.entrySet()) {
      var target = waiting.remove(slot.getValue());
      if (target == null) {
        continue;
      }
      if (slot.getKey() >= 0 && slot.getKey() < slots.length) {
        slots[slot.getKey()] = target;
      } else {
        moving.add(target);
      }
    }
    moving.addAll(waiting.values());
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] == null) {
        slots[i] = moving.remove();
      }
    }
    return List.copyOf(Arrays.asList(slots));
  }

  static SortedMap<Integer, Endpoint> indexed(List<Target> slots) {
    var indexed = new TreeMap<Integer, Endpoint>();
    for (int i = 0; i < slots.size(); i++) {
      indexed.put(i, Endpoint.of(slots.get(i)));
    }
    return indexed;
  }
}
