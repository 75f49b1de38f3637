// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.netlink.SetElement;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Writes a key or a value of a set, field by field, as the kernel holds it: what [ElementBytes]
/// reads. Pure.
final class ElementForm {
  private static final int MOST_BYTES = 64; // NFT_DATA_VALUE_MAXLEN
  private static final int NAME = 16; // IFNAMSIZ

  private final byte[] first = new byte[MOST_BYTES];
  private final byte[] last = new byte[MOST_BYTES];
  private final ByteBuffer from = ByteBuffer.wrap(first);
  private final ByteBuffer to = ByteBuffer.wrap(last);
  private String chain = "";
  private int at;

  private ElementForm() {}

  /// The kernel's element, or elements, of one of ours.
  static <K extends Comparable<? super K>, V> List<SetElement> of(Element<K, V> element) {
    return of(element.set(), element.key(), element.value());
  }

  private static <K extends Comparable<? super K>, V> List<SetElement> of(
      NftSet<K, V> set, K key, V value) {
    var keys = new ElementForm();
    set.key().encode(keys, key);
    var values = new ElementForm();
    set.value().encode(values, value);
    var whole =
        new SetElement(
            keys.bytes(keys.first),
            set.isInterval() ? Optional.of(keys.bytes(keys.last)) : Optional.empty(),
            values.at > 0 ? Optional.of(values.bytes(values.first)) : Optional.empty(),
            values.chain.isEmpty() ? Optional.empty() : Optional.of(values.chain),
            false,
            Optional.empty(),
            Optional.empty(),
            false);
    return set.key() == Type.RANGE ? Intervals.ends(whole) : List.of(whole);
  }

  private ByteBuffer bytes(byte[] of) {
    return ByteBuffer.wrap(of, 0, at);
  }

  ElementForm frontend(Frontend of) {
    ip(of.address());
    both(field(1), (byte) of.protocol().number());
    return port(of.port());
  }

  ElementForm ip(Ip ip) {
    int field = field(size(ip.family()));
    put(from, field, ip);
    put(to, field, ip);
    return this;
  }

  ElementForm range(IpRange range) {
    int field = field(size(range.family()));
    put(from, field, range.first());
    put(to, field, range.last());
    return this;
  }

  ElementForm port(int port) {
    int field = field(Short.BYTES);
    both(field, (byte) (port >>> Byte.SIZE));
    both(field + 1, (byte) port);
    return this;
  }

  /// In the machine's order.
  ElementForm classid(int number) {
    return ordered(
        ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? number : Integer.reverseBytes(number));
  }

  /// In network order, as all numbers of an interval set.
  ElementForm ordered(int number) {
    int field = field(Integer.BYTES);
    from.putInt(field, number);
    to.putInt(field, number);
    return this;
  }

  /// Of an interface.
  ///
  /// @throws IllegalArgumentException if that can be none
  ElementForm name(String name) {
    Type.requireInterface(name);
    int field = field(NAME);
    var bytes = name.getBytes(StandardCharsets.US_ASCII);
    from.put(field, bytes);
    to.put(field, bytes);
    return this;
  }

  /// Where a verdict goes.
  ElementForm chain(String name) {
    chain = name;
    return this;
  }

  private void both(int index, byte value) {
    first[index] = value;
    last[index] = value;
  }

  private static int size(Family family) {
    return family.bits() / Byte.SIZE;
  }

  private static void put(ByteBuffer out, int field, Ip ip) {
    if (ip.family() == Family.IPV4) {
      out.putInt(field, (int) ip.low());
    } else {
      out.putLong(field, ip.high()).putLong(field + Long.BYTES, ip.low());
    }
  }

  private int field(int size) {
    int field = at;
    at += size + 3 & ~3;
    return field;
  }
}
