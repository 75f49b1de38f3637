// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.Served;
import dev.fixpoint.dataplane.netlink.SetElement;
import dev.fixpoint.dataplane.nftables.ElementBytes.Strange;
import dev.fixpoint.forwarding.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Reads the counters of slots, and what they have grown by. Pure.
///
/// A slot that has been given to another target since is counted for the new one; one that has been
/// taken away, for its last. A client with affinity whose endpoint has left is counted twice, if it
/// comes back at that moment.
final class NftServed {

  private Map<Slot, Long> last;
  private Map<Slot, Target> targets = new HashMap<>();

  /// What the set says of each slot.
  static Map<Slot, Long> read(NftFamily family, List<SetElement> elements) {
    var counts = new HashMap<Slot, Long>();
    for (var element : elements) {
      try {
        var slot = Type.SLOT.read(ElementBytes.key(family, element));
        element.packets().ifPresent(packets -> counts.put(slot, packets));
      } catch (Strange notOurs) {
        continue;
      }
    }
    return counts;
  }

  /// @param counts of all slots, as they are now; one that is less than it was has begun anew
  /// @param target where a slot leads now, or null
  /// @return what they have grown by since the last call; nothing at the first
  List<Served> since(Map<Slot, Long> counts, Function<Slot, Target> target) {
    var served = new ArrayList<Served>();
    var now = new HashMap<Slot, Target>();
    counts.forEach(
        (slot, count) -> {
          var to = target.apply(slot);
          if (to != null) {
            now.put(slot, to);
          }
          var went = to == null ? targets.get(slot) : to;
          long before = last == null ? count : last.getOrDefault(slot, 0L);
          long more = count < before ? count : count - before;
          if (went != null && more > 0) {
            served.add(new Served(slot.frontend(), went, more));
          }
        });
    targets = now;
    last = counts;
    return served;
  }
}
