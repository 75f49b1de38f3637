// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.netlink.SetElement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The kernel keeps an interval as two elements: its first key, and the one behind its last with a
/// flag. (Where the key is a concatenation it keeps both ends in one element.) Pure.
final class Intervals {

  private static final Comparator<SetElement> ORDER =
      Comparator.<SetElement, ByteBuffer>comparing(SetElement::key, Intervals::compare)
          .thenComparing(element -> !element.end());

  private Intervals() {}

  /// One element for each interval, with its last key.
  static List<SetElement> of(List<SetElement> elements) {
    var intervals = new ArrayList<SetElement>();
    SetElement open = null;
    for (var element : elements.stream().sorted(ORDER).toList()) {
      if (!element.end()) {
        open = element;
      } else if (open != null) {
        intervals.add(with(open, before(element.key())));
        open = null;
      } // an end without a start marks the end of what is in no interval
    }
    if (open != null) {
      intervals.add(with(open, before(ByteBuffer.allocate(open.key().limit()))));
    }
    return intervals;
  }

  private static SetElement with(SetElement first, ByteBuffer last) {
    return new SetElement(
        first.key(),
        Optional.of(last),
        first.value(),
        first.chain(),
        false,
        first.packets(),
        first.millisLeft(),
        first.more());
  }

  private static int compare(ByteBuffer one, ByteBuffer other) {
    for (int i = 0; i < Math.min(one.limit(), other.limit()); i++) {
      int difference = Byte.compareUnsigned(one.get(i), other.get(i));
      if (difference != 0) {
        return difference;
      }
    }
    return one.limit() - other.limit();
  }

  /// The key before this one; before the first one comes the very last.
  private static ByteBuffer before(ByteBuffer key) {
    var bytes = new byte[key.limit()];
    key.get(0, bytes);
    for (int i = bytes.length - 1; i >= 0 && --bytes[i] == -1; i--) {
      // borrows from the byte before
    }
    return ByteBuffer.wrap(bytes);
  }
}
