// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ports;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// Which node port a VirtualService gets, and why not. Pure: the caller claims what is granted,
/// and asks again when the store says that somebody was quicker.
public final class PortAllocator {
  private PortAllocator() {}

  /// @param random spreads the picks, so that several allocators seldom meet
  public static PortDecision decide(
      PortRequest request, PortRange range, PortLedger ledger, RandomGenerator random) {
    var kept = kept(request, ledger);
    if (kept.isPresent()) {
      return kept.get();
    }
    if (request.asked().isPresent()) {
      return asked(
          request, new NodePort(request.protocol(), request.asked().getAsInt()), range, ledger);
    }
    int start = random.nextInt(range.first(), range.last() + 1);
    var free = ledger.free(request.protocol(), range, start);
    return free.isPresent()
        ? new PortDecision.Granted(new NodePort(request.protocol(), free.getAsInt()))
        : new PortDecision.Exhausted(range);
  }

  /// A port that is held is kept, also when the range has changed: only the user moves it.
  private static Optional<PortDecision> kept(PortRequest request, PortLedger ledger) {
    return ledger.heldBy(request.uid()).stream()
        .filter(claim -> claim.servicePort() == request.servicePort())
        .map(PortClaim::port)
        .filter(port -> port.protocol() == request.protocol())
        .filter(port -> request.asked().isEmpty() || request.asked().getAsInt() == port.port())
        .findFirst()
        .map(PortDecision.Kept::new);
  }

  private static PortDecision asked(
      PortRequest request, NodePort port, PortRange range, PortLedger ledger) {
    if (!range.contains(port.port())) {
      return new PortDecision.OutOfRange(port, range);
    }
    var holder = ledger.holder(port).map(PortClaim::owner);
    if (holder.isEmpty()) {
      return new PortDecision.Granted(port);
    }
    boolean mayKnow = holder.get().namespace().equals(request.owner().namespace());
    return new PortDecision.Taken(port, mayKnow ? "held by " + holder.get() : "in use");
  }
}
