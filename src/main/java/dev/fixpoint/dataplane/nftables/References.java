// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import java.util.List;

/// What frontends share: their addresses, the local endpoints behind them, and the chains that
/// draw from so many slots. Each is in the kernel as long as a frontend refers to it.
record References(Counts<Ip> addresses, Counts<Ip> hairpin, Counts<Integer> picks) {

  References() {
    this(new Counts<>(), new Counts<>(), new Counts<>());
  }

  /// @param times 1 for a frontend that comes, -1 for one that goes
  void add(Frontend frontend, List<Target> slots, int times) {
    addresses.add(frontend.address(), times);
    for (var target : slots) {
      if (target.local()) {
        hairpin.add(target.address(), times);
      }
    }
    if (!slots.isEmpty()) {
      picks.add(slots.size(), times);
    }
  }

  void addAll(References difference) {
    addresses.addAll(difference.addresses);
    hairpin.addAll(difference.hairpin);
    picks.addAll(difference.picks);
  }
}
