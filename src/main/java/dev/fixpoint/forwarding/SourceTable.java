// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A table of clients' hashes, as Maglev's has a size that does not change with its targets, but
/// is filled by weighted rendezvous hashing: each slot goes to the target of the highest score, so
/// that a target which leaves moves its own slots alone, and one that comes takes its share and
/// nothing else. It depends on the targets alone, so that all nodes have the same. Pure.
public final class SourceTable {

  private SourceTable() {}

  /// @param size how many slots
  /// @return the target of each slot; empty where there is no share
  public static List<Target> of(List<Share> shares, int size) {
    var weights = new LinkedHashMap<Target, Double>();
    for (var share : shares) {
      double each = (double) share.weight() / share.targets().size();
      share.targets().forEach(target -> weights.merge(target, each, Double::sum));
    }
    if (weights.isEmpty()) {
      return List.of();
    }
    var table = new ArrayList<Target>(size);
    for (int slot = 0; slot < size; slot++) {
      table.add(best(slot, weights));
    }
    return table;
  }

  private static Target best(int slot, Map<Target, Double> weights) {
    Target best = null;
    double highest = 0;
    for (var entry : weights.entrySet()) {
      double score = -entry.getValue() / StrictMath.log(uniform(slot, entry.getKey()));
      if (score > highest) {
        highest = score;
        best = entry.getKey();
      }
    }
    return best;
  }

  /// A number above 0 and below 1 that target and slot tell.
  private static double uniform(int slot, Target target) {
    long hash = mix(target.address().high());
    hash = mix(hash ^ target.address().low());
    hash = mix(hash ^ ((long) target.port() << 32 | slot));
    return ((hash >>> 12) + 0.5) / (1L << 52);
  }

  /// The finish of splitmix64 (Steele, Lea, Flood 2014).
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
