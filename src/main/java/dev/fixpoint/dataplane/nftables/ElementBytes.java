// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.netlink.SetElement;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Protocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads a key or a value of a set, field by field, as the kernel holds it: each begins at a
/// multiple of four bytes, addresses and ports in network order, other numbers in the machine's.
/// Of an interval both ends are read at once. Pure.
final class ElementBytes {

  /// What is not ours. Without a stack trace, since it is caught next door.
  static final class Strange extends Exception {
    private static final long serialVersionUID = 1;

    Strange() {
      super(null, null, false, false);
    }
  }

  private static final int NAME = 16; // IFNAMSIZ

  private final NftFamily family;
  private final ByteBuffer first;
  private final ByteBuffer last;
  private final String chain;
  private int at;

  private ElementBytes(NftFamily family, ByteBuffer first, ByteBuffer last, String chain) {
    this.family = family;
    this.first = first;
    this.last = last;
    this.chain = chain;
  }

  /// @param last of an interval; of a single element as `first`
  ElementBytes(NftFamily family, ByteBuffer first, ByteBuffer last) {
    this(family, first, last, "");
  }

  static ElementBytes key(NftFamily family, SetElement of) {
    return new ElementBytes(family, of.key(), of.last().orElse(of.key()));
  }

  static ElementBytes value(NftFamily family, SetElement of) {
    var bytes = of.value().orElse(ByteBuffer.allocate(0));
    return new ElementBytes(family, bytes, bytes, of.chain().orElse(""));
  }

  /// @throws Strange unless all has been read
  void end() throws Strange {
    if (at != first.limit() || at != last.limit()) {
      throw new Strange();
    }
  }

  Frontend frontend() throws Strange {
    var address = ip();
    int number = Byte.toUnsignedInt(first.get(same(1)));
    int port = port();
    for (var protocol : Protocol.values()) {
      if (protocol.number() == number) {
        return new Frontend(address, protocol, port);
      }
    }
    throw new Strange();
  }

  Endpoint endpoint() throws Strange {
    var address = ip();
    return new Endpoint(address, port());
  }

  private int port() throws Strange {
    return Short.toUnsignedInt(first.getShort(same(2)));
  }

  int classid() throws Strange {
    int number = ordered();
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? number : Integer.reverseBytes(number);
  }

  /// A `classid` in the key of an interval set, where nft has all numbers in network order.
  int ordered() throws Strange {
    return first.getInt(same(Integer.BYTES));
  }

  Ip ip() throws Strange {
    var range = range();
    if (!range.first().equals(range.last())) {
      throw new Strange();
    }
    return range.first();
  }

  IpRange range() throws Strange {
    int field = field(family == NftFamily.IPV4 ? 4 : 16);
    var from = ip(first, field);
    var to = first == last ? from : ip(last, field);
    if (from.compareTo(to) > 0) {
      throw new Strange();
    }
    return new IpRange(from, to);
  }

  private Ip ip(ByteBuffer bytes, int field) {
    return family == NftFamily.IPV4
        ? Ip.v4(bytes.getInt(field))
        : new Ip(Family.IPV6, bytes.getLong(field), bytes.getLong(field + 8));
  }

  /// Of an interface.
  String name() throws Strange {
    int field = same(NAME);
    var bytes = new byte[NAME];
    first.get(field, bytes);
    var text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }

  /// Where a verdict goes.
  String chain() throws Strange {
    if (chain.isEmpty()) {
      throw new Strange();
    }
    return chain;
  }

  /// A field that is no interval.
  private int same(int size) throws Strange {
    int field = field(size);
    if (!first.slice(field, size).equals(last.slice(field, size))) {
      throw new Strange();
    }
    return field;
  }

  private int field(int size) throws Strange {
    int field = at;
    at += size + 3 & ~3;
    if (at > first.limit() || at > last.limit()) {
      throw new Strange();
    }
    return field;
  }
}
