// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import java.util.Map;

final class NftSample {

  private NftSample() {}

  /// What a fresh start makes of a table.
  static NftState state(Map<Frontend, Forward> table) {
    return NftState.of(table, NodeRules.NONE, NftTable.absent(NftFamily.IPV4));
  }
}
