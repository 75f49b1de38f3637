// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.iptables.Picks.Pick;
import dev.fixpoint.forwarding.Share;
import dev.fixpoint.forwarding.SourceTable;
import dev.fixpoint.forwarding.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// By the client's address, with the match `cluster`: it hashes the source that a connection had at
/// first to one of 32 slots. Two of them, with a seed each, make a [SourceTable] of 1,024. Of an
/// IPv6 address it takes the first 32 bits alone, which is why that is not offered. Pure.
final class SourcePicks {

  /// `XT_CLUSTER_NODES_MAX` (include/uapi/linux/netfilter/xt_cluster.h).
  static final int SLOTS = 32;

  /// The same on all nodes, and not the same for both: clients that share a slot of the first must
  /// be spread by the second.
  private static final int FIRST = 0x46697870;

  private static final int SECOND = 0x6f696e74;

  private static final String FORM =
      "-m cluster --cluster-local-nodemask 0x%08x --cluster-total-nodes "
          + SLOTS
          + " --cluster-hash-seed 0x%08x";

  private static final Pattern MASK = Pattern.compile("--cluster-local-nodemask 0x([0-9a-f]{8})");

  /// A slot of the first hash.
  ///
  /// @param match empty for whatever is left
  /// @param picks of those in it, in this order: of one alone, without a match
  record Branch(String match, List<Pick> picks) {}

  private SourcePicks() {}

  /// @param shares at least one
  static List<Branch> of(List<Share> shares) {
    var table = SourceTable.of(shares, SLOTS * SLOTS);
    if (table.stream().distinct().count() == 1) {
      return List.of(new Branch("", List.of(new Pick(table.getFirst(), ""))));
    }
    return IntStream.range(0, SLOTS)
        .mapToObj(
            slot ->
                new Branch(
                    slot < SLOTS - 1 ? match(FIRST, slot) : "",
                    picks(table.subList(slot * SLOTS, (slot + 1) * SLOTS))))
        .toList();
  }

  /// A rule for each slot, but for those of the target that has most: it takes the rest.
  private static List<Pick> picks(List<Target> slots) {
    var counts = new TreeMap<Target, Integer>();
    slots.forEach(target -> counts.merge(target, 1, Integer::sum));
    var most = counts.keySet().stream().max((a, b) -> counts.get(a) - counts.get(b)).orElseThrow();
    var picks = new ArrayList<Pick>();
    for (int slot = 0; slot < SLOTS; slot++) {
      if (!slots.get(slot).equals(most)) {
        picks.add(new Pick(slots.get(slot), match(SECOND, slot)));
      }
    }
    picks.add(new Pick(most, ""));
    return picks;
  }

  /// As iptables-save prints it.
  private static String match(int seed, int slot) {
    return FORM.formatted(1 << slot, seed);
  }

  /// As iptables takes it: up to 1.8.9 it refuses the masks that it prints.
  static String asInput(String rule) {
    var mask = MASK.matcher(rule);
    return mask.find()
        ? mask.replaceFirst("--cluster-local-node " + (1 + slot(mask.group(1))))
        : rule;
  }

  private static int slot(String mask) {
    return Integer.numberOfTrailingZeros(Integer.parseUnsignedInt(mask, 16));
  }
}
