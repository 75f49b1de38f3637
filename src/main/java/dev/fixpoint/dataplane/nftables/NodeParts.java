// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.IpRange;

/// What the table of a family holds whatever the frontends. Pure.
final class NodeParts {

  private NodeParts() {}

  static Parts of(NftFamily family, NodeRules rules) {
    var parts = new Parts();
    // always there, so that a frontend that loses its last endpoint needs no chain
    parts.shared(NftSkeleton.PICKS, 0, NftSkeleton.REFUSE);
    for (var range : IpRange.merged(rules.guarded())) {
      if (NftFamily.of(range.first()) == family) {
        parts.shared(NftSkeleton.GUARDED, range, Type.Nothing.NOTHING);
      }
    }
    return parts;
  }
}
