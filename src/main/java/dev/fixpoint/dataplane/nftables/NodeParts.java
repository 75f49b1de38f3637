// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.nftables.Type.Nothing;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.IpRange;
import java.util.Set;

/// What the table of a family holds whatever the frontends. Pure.
final class NodeParts {

  private NodeParts() {}

  static Parts of(NftFamily family, NodeRules rules) {
    var parts = new Parts();
    // always there, so that a frontend that loses its last endpoint needs no chain
    parts.shared(NftSkeleton.PICKS, 0, NftSkeleton.REFUSE);
    parts.shared(NftSkeleton.PICKS, NftSkeleton.DROP, NftSkeleton.DISCARD);
    rules.uplinks().forEach(name -> parts.shared(NftSkeleton.UPLINKS, name, Nothing.NOTHING));
    ranges(family, rules.guarded(), NftSkeleton.GUARDED, parts);
    ranges(family, rules.inside(), NftSkeleton.CLUSTER, parts);
    return parts;
  }

  private static void ranges(
      NftFamily family, Set<IpRange> ranges, NftSet<IpRange, Nothing> set, Parts parts) {
    for (var range : IpRange.merged(ranges)) {
      if (NftFamily.of(range.first()) == family) {
        parts.shared(set, range, Nothing.NOTHING);
      }
    }
  }
}
