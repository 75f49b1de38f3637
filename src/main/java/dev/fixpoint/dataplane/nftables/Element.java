// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;

/// One element of one of the maps and sets of the table.
sealed interface Element {

  /// In map `vips`: the number of slots, one of which a connection draws; 0 to refuse it.
  record Vip(Frontend frontend, int slots) implements Element {}

  /// In map `picks`: so many slots are drawn from by `pick-N`; none by `refuse`.
  record Pick(int slots) implements Element {}

  /// In map `slots`: where the connections go that drew this number.
  record Slot(Frontend frontend, int index, Endpoint endpoint) implements Element {}

  /// In set `addresses`: on this address a port without a frontend is refused.
  record Address(Ip ip) implements Element {}

  /// In set `hairpin`: a pod of this node that may reach itself.
  record Hairpin(Ip ip) implements Element {}
}
