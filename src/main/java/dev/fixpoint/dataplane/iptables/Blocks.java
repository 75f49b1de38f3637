// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.vip.IpRange;
import java.util.Collection;
import java.util.List;

/// Ranges of addresses as CIDR blocks. Pure.
final class Blocks {

  private Blocks() {}

  /// As few blocks as make up these ranges of a family, as iptables prints them (with `/32` at an
  /// address). All addresses of a family are two: neither tool takes a block of no bits.
  static List<String> of(Collection<IpRange> ranges, IptFamily family) {
    return IpRange.merged(ranges).stream()
        .filter(range -> range.family() == family.family())
        .flatMap(range -> range.toBlocks().stream())
        .map(block -> block.toBlock().orElseGet(() -> block + "/" + block.family().bits()))
        .toList();
  }
}
