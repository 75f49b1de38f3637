// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.netlink.SetElement;
import dev.fixpoint.dataplane.nftables.Type.Nothing;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;
import java.nio.ByteBuffer;
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

  @SuppressWarnings("unchecked") // the set is of the key and the value
  static <K extends Comparable<? super K>, V> List<SetElement> elements(
      NftSet<K, V> set, Object key, Object value) {
    var packets = set.isCounted() ? Optional.of(7L) : Optional.<Long>empty();
    return ElementForm.of(new Element<>(set, (K) key, (V) value)).stream()
        .map(
            of ->
                new SetElement(
                    of.key(),
                    of.last(),
                    of.value(),
                    of.chain(),
                    of.end(),
                    packets,
                    Optional.empty(),
                    false))
        .toList();
  }

  static ByteBuffer frontend(Frontend of) {
    return key(NftSkeleton.NODE_PORTS, of);
  }

  static ByteBuffer ip(Ip ip) {
    return key(NftSkeleton.ADDRESSES, ip);
  }

  private static <K extends Comparable<? super K>> ByteBuffer key(NftSet<K, Nothing> set, K key) {
    return elements(set, key, Nothing.NOTHING).getFirst().key();
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
