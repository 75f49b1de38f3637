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
        intervals.add(with(open, Optional.of(next(element.key(), -1)), false));
        open = null;
      } // an end without a start marks the end of what is in no interval
    }
    if (open != null) {
      intervals.add(
          with(open, Optional.of(next(ByteBuffer.allocate(open.key().limit()), -1)), false));
    }
    return intervals;
  }

  /// The two elements of an interval; only the first of one that ends with the very last key.
  ///
  /// @param interval with its last key
  static List<SetElement> ends(SetElement interval) {
    var behind = next(interval.last().orElseThrow(), 1);
    var start = with(interval, Optional.empty(), false);
    return compare(behind, interval.key()) > 0
        ? List.of(start, with(new SetElement(behind), Optional.empty(), true))
        : List.of(start);
  }

  private static SetElement with(SetElement first, Optional<ByteBuffer> last, boolean end) {
    return new SetElement(
        first.key(),
        last,
        first.value(),
        first.chain(),
        end,
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

  /// The key one further on, or one before: the very last comes before the first.
  private static ByteBuffer next(ByteBuffer key, int step) {
    var bytes = new byte[key.limit()];
    key.get(0, bytes);
    int carried = step > 0 ? 0 : -1;
    for (int i = bytes.length - 1; i >= 0 && (bytes[i] += (byte) step) == carried; i--) {
      // goes on with the byte before
    }
    return ByteBuffer.wrap(bytes);
  }
}
