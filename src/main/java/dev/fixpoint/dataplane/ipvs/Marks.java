// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.DataplaneException;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// The marks of packets, and which of them name virtual services. Pure, but changed in place.
///
/// IPVS compares the whole mark with that of a service, so this holds all its bits: a number, and
/// that the packet is [#FOREIGN], as all that come this way are.
final class Marks {

  /// The packet that came by an uplink to a frontend, so that its answer must come back here. Only
  /// between the input chains and the last one.
  static final int FOREIGN = 0x2000;

  /// The node's own packet that is to be refused.
  static final int BARRED = 0x1000;

  private static final int SHIFT = 16;

  /// ipvsadm prints marks with a sign.
  static final int MOST = 0x7fff;

  private final Map<Service, Integer> marks = new HashMap<>();
  private final BitSet numbers = new BitSet();
  private int last;

  /// @param others marks of services that are not ours
  Marks(Collection<Integer> others) {
    numbers.set(0);
    others.stream().filter(Marks::isForm).forEach(mark -> numbers.set(mark >> SHIFT));
  }

  private static boolean isForm(int mark) {
    return mark > 0 && (mark & ((1 << SHIFT) - 1)) == FOREIGN;
  }

  /// Takes over what the kernel has: not what somebody has given twice, or otherwise than we do.
  void keep(Collection<Service> marked) {
    for (var service : marked) {
      int number = service.mark() >> SHIFT;
      if (isForm(service.mark()) && !numbers.get(number)) {
        numbers.set(number);
        marks.put(service.plain(), service.mark());
      }
    }
  }

  /// The service of those packets to `service` that are marked, by a mark of its own: not by one
  /// that was taken back a moment ago, whose service may still be there.
  ///
  /// @throws DataplaneException if there are too many
  Service give(Service service) throws DataplaneException {
    var mark = marks.get(service);
    if (mark == null) {
      int number = numbers.nextClearBit(last + 1);
      number = number > MOST ? numbers.nextClearBit(1) : number;
      if (number > MOST) {
        throw new DataplaneException(
            "ipvs: more than %d ports have other endpoints for clients outside: set spec.traffic.external of some to Cluster"
                .formatted(MOST));
      }
      numbers.set(number);
      last = number;
      mark = number << SHIFT | FOREIGN;
      marks.put(service, mark);
    }
    return service.marked(mark);
  }

  /// What [#give] gave last, as long as that has not been taken back; null for nothing.
  Service of(Service service) {
    var mark = marks.get(service);
    return mark == null ? null : service.marked(mark);
  }

  void takeBack(Service marked) {
    if (marks.remove(marked.plain(), marked.mark())) {
      numbers.clear(marked.mark() >> SHIFT);
    }
  }

  /// As iptables prints it, with itself as the mask.
  static String bit(int mark) {
    return "0x%x/0x%x".formatted(mark, mark);
  }
}
