// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Target;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

/// Which target has which slot. Pure.
final class Slots {

  private Slots() {}

  /// Gives each target one slot of 0 to N-1. A target that stays keeps its slot; where targets
  /// leave, those of the last slots move into the holes; those that come take what is left, in
  /// their own order. So one target that comes, goes or is replaced touches three elements at
  /// most.
  ///
  /// @param have the slots as they are: may have holes (null), repetitions and strangers
  static List<Target> assign(List<Target> have, List<Target> targets) {
    var waiting = new LinkedHashMap<Endpoint, Target>();
    for (var target : targets) {
      waiting.merge(Endpoint.of(target), target, (a, b) -> a.local() ? a : b);
    }
    var slots = new Target[waiting.size()];
    var moving = new ArrayDeque<Target>();
    for (int i = 0; i < have.size(); i++) {
      var target = have.get(i) == null ? null : waiting.remove(Endpoint.of(have.get(i)));
      if (target == null) {
        continue;
      }
      if (i < slots.length) {
        slots[i] = target;
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
}
