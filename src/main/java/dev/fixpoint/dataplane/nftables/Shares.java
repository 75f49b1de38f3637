// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Share;
import dev.fixpoint.forwarding.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How many slots each target has. Pure.
final class Shares {

  /// Weights that would need more slots than this are rounded, to a thousandth of the connections.
  private static final int ENOUGH = 1000;

  private Shares() {}

  /// As few slots as give each share its weight exactly, and all targets of a share the same; or,
  /// where that takes too many, a thousand, by largest remainder. Each target has at least one.
  static Map<Target, Integer> of(List<Share> shares) {
    var counts = new LinkedHashMap<Target, Integer>();
    if (shares.size() == 1) {
      shares.getFirst().targets().forEach(target -> counts.put(target, 1));
      return counts;
    }
    var slots = exact(shares);
    if (slots.isEmpty()) {
      slots = rounded(shares);
    }
    for (int i = 0; i < shares.size(); i++) {
      var targets = shares.get(i).targets();
      for (int t = 0; t < targets.size(); t++) {
        int each = slots.get(i) / targets.size() + (t < slots.get(i) % targets.size() ? 1 : 0);
        counts.merge(targets.get(t), Math.max(1, each), Integer::sum);
      }
    }
    return counts;
  }

  /// The slots of each share: in the ratio of the weights, and multiples of the number of targets.
  private static List<Integer> exact(List<Share> shares) {
    long weights = 0;
    for (var share : shares) {
      weights = gcd(weights, share.weight());
    }
    long common = 1; // each share has weight / weights × common slots
    for (var share : shares) {
      long targets = share.targets().size();
      long needed = targets / gcd(targets, share.weight() / weights);
      common = common / gcd(common, needed) * needed;
      if (common > Pick.MAX_SLOTS) {
        return List.of();
      }
    }
    long sum = 0;
    var slots = new ArrayList<Integer>();
    for (var share : shares) {
      long of = share.weight() / weights * common;
      sum += of;
      if (sum > enough(shares)) {
        return List.of();
      }
      slots.add((int) of);
    }
    return slots;
  }

  private static List<Integer> rounded(List<Share> shares) {
    long weights = shares.stream().mapToLong(Share::weight).sum();
    int total = enough(shares);
    var slots = new ArrayList<Integer>();
    var remainders = new ArrayList<Long>();
    int left = total;
    for (var share : shares) {
      long exact = (long) share.weight() * total;
      slots.add((int) (exact / weights));
      remainders.add(exact % weights);
      left -= slots.getLast();
    }
    for (; left > 0; left--) {
      int largest = 0;
      for (int i = 1; i < remainders.size(); i++) {
        largest = remainders.get(i) > remainders.get(largest) ? i : largest;
      }
      slots.set(largest, slots.get(largest) + 1);
      remainders.set(largest, -1L);
    }
    return slots;
  }

  /// So many slots that a target's rounding matters little, whatever their number.
  private static int enough(List<Share> shares) {
    int targets = shares.stream().mapToInt(share -> share.targets().size()).sum();
    return Math.max(ENOUGH, Math.min(4 * targets, Pick.MAX_SLOTS));
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
