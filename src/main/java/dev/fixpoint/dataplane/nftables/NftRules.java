// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import java.util.Map;

/// The tables of a node as text, for those who ask and not for a kernel. Pure.
public final class NftRules {

  private NftRules() {}

  /// What `nft -n list table` prints of both tables on a node that starts afresh: one that has been
  /// running may have its slots in another order. A family with nothing to do has no table.
  public static String compile(Map<Frontend, Forward> table, NodeRules rules) {
    var text = new StringBuilder();
    for (var family : NftFamily.values()) {
      var state = NftState.of(family.of(table), rules, NftTable.absent(family));
      text.append(state.isEmpty() ? "" : NftText.list(state.table()));
    }
    return text.toString();
  }
}
