// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.vip.IpRange;
import java.util.List;

/// Ranges as ipset takes them: in blocks. Pure.
final class Blocks {

  private Blocks() {}

  /// A single address is without its length. ipset takes no block of length 0.
  static List<String> of(IpRange range) {
    return range.toBlocks().stream()
        .map(block -> block.toBlock().orElseGet(block::toString))
        .toList();
  }
}
