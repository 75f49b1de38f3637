// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.vip.IpRange;
import java.util.ArrayList;
import java.util.List;

/// Ranges as ipset takes them: in blocks. Pure.
final class Blocks {

  private Blocks() {}

  /// The fewest blocks that are the range together, in order; a single address without its length.
  /// No block is of length 0, which ipset does not take.
  static List<String> of(IpRange range) {
    var blocks = new ArrayList<String>();
    var rest = range;
    while (rest != null) {
      var block = largest(rest);
      blocks.add(
          block.first().equals(block.last()) ? block.toString() : block.toBlock().orElseThrow());
      rest =
          block.last().equals(rest.last()) ? null : new IpRange(block.last().plus(1), rest.last());
    }
    return blocks;
  }

  private static IpRange largest(IpRange range) {
    for (int length = 1; length < range.family().bits(); length++) {
      var block = IpRange.parse(range.first() + "/" + length);
      if (block.isPresent() && range.covers(block.get())) {
        return block.get();
      }
    }
    return new IpRange(range.first(), range.first());
  }
}
