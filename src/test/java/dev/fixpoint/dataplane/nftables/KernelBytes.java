// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.netlink.SetElement;
import dev.fixpoint.dataplane.nftables.Type.Nothing;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Elements as the kernel tells them, made from our own: what the kernel itself tells is read in
/// [NftKernelIT].
final class KernelBytes {

  private KernelBytes() {}

  /// All sets of a table.
  static NftListing.Sets of(NftTable table) {
    return new NftListing.Sets() {
      @Override
      public <K extends Comparable<? super K>, V> void read(
          NftFamily family, NftSet<K, V> set, Elements into, List<String> strange) {
        var all = new ArrayList<SetElement>();
        table.elements().of(set).forEach((key, value) -> all.addAll(elements(set, key, value)));
        for (var element : set.key() == Type.RANGE ? Intervals.of(all) : all) {
          KernelSets.read(family, set, element, into, strange);
        }
      }
    };
  }

  static List<SetElement> elements(NftSet<?, ?> set, Object key, Object value) {
    var packets = set.isCounted() ? Optional.of(7L) : Optional.<Long>empty();
    if (key instanceof IpRange range) {
      return List.of(
          element(ip(range.first()), Optional.empty(), Nothing.NOTHING, false, packets),
          element(ip(range.last().plus(1)), Optional.empty(), Nothing.NOTHING, true, packets));
    }
    if (key instanceof AdmittedRange admitted) {
      var last = ip(admitted.clients().last());
      var first = ip(admitted.clients().first());
      var policy = ByteBuffer.allocate(4).putInt(0, admitted.policy());
      return List.of(
          element(bytes(policy, first), Optional.of(bytes(policy, last)), value, false, packets));
    }
    var bytes = set.key() == Type.TWICE ? bytes(ip((Ip) key), ip((Ip) key)) : field(key);
    return List.of(element(bytes, Optional.empty(), value, false, packets));
  }

  private static SetElement element(
      ByteBuffer key,
      Optional<ByteBuffer> last,
      Object value,
      boolean end,
      Optional<Long> packets) {
    boolean verdict = value instanceof String;
    boolean none = verdict || value == Nothing.NOTHING;
    return new SetElement(
        key,
        last,
        none ? Optional.empty() : Optional.of(field(value)),
        verdict ? Optional.of((String) value) : Optional.empty(),
        end,
        packets,
        Optional.empty(),
        false);
  }

  static ByteBuffer field(Object of) {
    return switch (of) {
      case Ip ip -> ip(ip);
      case Integer number -> number(number);
      case Frontend frontend -> frontend(frontend, frontend.protocol().number());
      case Slot(var frontend, int index) ->
          bytes(field(frontend), number(index + (frontend.isOutside() ? Slot.OUTSIDE : 0)));
      case Endpoint(var address, int port) -> bytes(ip(address), port(port));
      case Admitted(int policy, var client) -> bytes(number(policy), ip(client));
      case String name ->
          ByteBuffer.allocate(16).put(name.getBytes(StandardCharsets.UTF_8)).clear();
      default -> throw new IllegalArgumentException("no field: " + of);
    };
  }

  static ByteBuffer frontend(Frontend of, int protocol) {
    var number = ByteBuffer.allocate(4).put(0, (byte) protocol);
    return bytes(ip(of.address()), number, port(of.port()));
  }

  static ByteBuffer ip(Ip ip) {
    return ip.family() == Family.IPV4
        ? ByteBuffer.allocate(4).putInt(0, (int) ip.low())
        : ByteBuffer.allocate(16).putLong(0, ip.high()).putLong(8, ip.low());
  }

  static ByteBuffer port(int port) {
    return ByteBuffer.allocate(4).putShort(0, (short) port);
  }

  static ByteBuffer number(int number) {
    return ByteBuffer.allocate(4)
        .order(ByteOrder.nativeOrder())
        .putInt(0, number)
        .order(ByteOrder.BIG_ENDIAN);
  }

  static ByteBuffer bytes(ByteBuffer... fields) {
    int length = List.of(fields).stream().mapToInt(ByteBuffer::limit).sum();
    var bytes = ByteBuffer.allocate(length);
    for (var field : fields) {
      bytes.put(field.duplicate());
    }
    return bytes.clear();
  }
}
