// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import dev.fixpoint.vip.Ip;
import java.util.List;
import java.util.Optional;

/// What a VirtualService has already, or had: an address that is assigned changes only by its
/// user's doing.
final class Present {
  private Present() {}

  /// The address that it keeps, or gets back.
  static Optional<Decision> decide(Request request, List<Pool> pools, Ledger ledger) {
    return keep(request, pools, ledger).or(() -> regain(request, pools, ledger));
  }

  /// An address that is held is kept, also when its pool is gone, shrunk or in conflict: only the
  /// user's own change moves it, to another address or to another pool. Of two, that is the one
  /// that the nodes route.
  private static Optional<Decision> keep(Request request, List<Pool> pools, Ledger ledger) {
    var held =
        ledger.heldBy(request.uid(), request.use()).stream()
            .filter(ip -> ip.family() == request.family())
            .filter(ip -> request.address().isEmpty() || request.address().get().equals(ip))
            .filter(ip -> isOfNamedPool(ip, request, pools, ledger))
            .toList();
    return request
        .routed()
        .filter(held::contains)
        .or(() -> held.stream().findFirst())
        .map(Decision.Kept::new);
  }

  /// Where the request names a pool: whether the address was taken from it, or is in it.
  private static boolean isOfNamedPool(Ip ip, Request request, List<Pool> pools, Ledger ledger) {
    var from = ledger.holder(ip).map(Claim::pool).orElse("");
    return request.pool().isEmpty()
        || from.isEmpty()
        || from.equals(request.pool().get())
        || pools.stream()
            .filter(pool -> pool.name().equals(request.pool().get()))
            .anyMatch(pool -> pool.contains(ip));
  }

  /// A claim that somebody has deleted or edited is made anew, for the address that the nodes
  /// still route.
  private static Optional<Decision> regain(Request request, List<Pool> pools, Ledger ledger) {
    return request
        .routed()
        .filter(ip -> ip.family() == request.family())
        .filter(ip -> request.address().isEmpty() || request.address().get().equals(ip))
        .flatMap(ip -> regain(ip, request, pools, ledger));
  }

  private static Optional<Decision> regain(
      Ip ip, Request request, List<Pool> pools, Ledger ledger) {
    var holder = ledger.holder(ip);
    if (holder.isEmpty()) {
      var pool = pools.stream().filter(p -> p.contains(ip)).map(Pool::name).findFirst();
      return Optional.of(new Decision.Granted(ip, pool.or(request::pool).orElse("")));
    }
    return holder
        .filter(claim -> claim.holder().equals(Claim.holderOf(request.owner())))
        .filter(claim -> !claim.isHeldBy(request.uid()))
        .map(Decision.Regained::new);
  }

  /// In a pool that holds addresses for their names: the one of an earlier VirtualService of this
  /// name. The nodes may still route it; to them the new one is a change of the old one.
  static Optional<Decision> former(Request request, List<Pool> usable, Ledger ledger) {
    return ledger.naming(request.owner()).stream()
        .filter(claim -> claim.isOurs() && !claim.isHeldBy(request.uid()))
        .filter(claim -> claim.use() == request.use())
        .filter(claim -> claim.ip().family() == request.family())
        .filter(claim -> request.address().map(claim.ip()::equals).orElse(true))
        .filter(claim -> usable.stream().anyMatch(pool -> pool.holds(claim.ip())))
        .findFirst()
        .map(Decision.Regained::new);
  }
}
