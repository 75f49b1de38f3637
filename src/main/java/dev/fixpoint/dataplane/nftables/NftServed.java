// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.Served;
import dev.fixpoint.dataplane.nftables.ElementScanner.Strange;
import dev.fixpoint.forwarding.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads the counters of slots, and what they have grown by. Pure.
///
/// A slot that has been given to another target since is counted for the new one; one that has been
/// taken away, for its last. A client with affinity whose endpoint has left is counted twice, if it
/// comes back at that moment.
final class NftServed {

  /// `10.96.0.1 . 6 . 80 . 0:1 counter packets 3 bytes 180 expires 59m58s120ms`
  private static final Pattern ELEMENT =
      Pattern.compile("([^{},=]+?) counter packets ([0-9]{1,18}) bytes");

  private Map<Slot, Long> last;
  private Map<Slot, Target> targets = new HashMap<>();

  /// What a listing of the set says of each slot.
  static Map<Slot, Long> parse(String listing) {
    var counts = new HashMap<Slot, Long>();
    var element = ELEMENT.matcher(listing);
    while (element.find()) {
      try {
        var slot = Type.slot(new ElementScanner(element.group(1).strip(), 0));
        counts.put(slot, Long.parseLong(element.group(2)));
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
