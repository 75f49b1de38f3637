// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Ranges of addresses as CIDR blocks. Pure.
final class Blocks {

  private Blocks() {}

  /// As few blocks as make up these ranges of a family, as iptables prints them (with `/32` at an
  /// address). All addresses of a family are two: neither tool takes a block of no bits.
  static List<String> of(Collection<IpRange> ranges, IptFamily family) {
    var blocks = new ArrayList<String>();
    for (var range : IpRange.merged(ranges)) {
      if (range.family() == family.family()) {
        add(range, blocks);
      }
    }
    return blocks;
  }

  private static void add(IpRange range, List<String> blocks) {
    int width = range.family().bits();
    var next = number(range.first());
    var end = number(range.last()).add(BigInteger.ONE);
    while (next.compareTo(end) < 0) {
      int bits = Math.min(width - 1, next.signum() == 0 ? width : next.getLowestSetBit());
      bits = Math.min(bits, end.subtract(next).bitLength() - 1);
      blocks.add(address(range.family(), next) + "/" + (width - bits));
      next = next.add(BigInteger.ONE.shiftLeft(bits));
    }
  }

  private static BigInteger number(Ip ip) {
    return unsigned(ip.high()).shiftLeft(64).add(unsigned(ip.low()));
  }

  private static BigInteger unsigned(long bits) {
    return new BigInteger(Long.toUnsignedString(bits));
  }

  private static Ip address(Family family, BigInteger number) {
    return new Ip(family, number.shiftRight(64).longValue(), number.longValue());
  }
}
