// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Which address a VirtualService gets, and why not. Pure: the caller claims what is granted, and
/// asks again with the new fact when the store says that somebody was quicker.
public final class Allocator {
  private Allocator() {}

  /// @param pools all pools, judged and in the order of their priority ([Pool#judged])
  /// @param random spreads the picks, so that several allocators seldom meet
  public static Decision decide(
      Request request, List<Pool> pools, Ledger ledger, RandomGenerator random) {
    var kept = keep(request, ledger);
    if (kept.isPresent()) {
      return kept.get();
    }
    var regained = regain(request, ledger);
    if (regained.isPresent()) {
      return regained.get();
    }
    var named = request.pool().map(name -> named(name, pools));
    if (named.isPresent() && named.get().isEmpty()) {
      return new Decision.NoSuchPool(
          request.pool().get(), pools.stream().map(Pool::name).sorted().toList());
    }
    if (named.isPresent() && named.get().get().rules().use() != request.use()) {
      var pool = named.get().get();
      return new Decision.NotAllowed(pool.name(), "is for use " + pool.rules().use());
    }
    var candidates =
        named
            .map(Optional::stream)
            .orElseGet(pools::stream)
            .filter(pool -> pool.rules().use() == request.use())
            .filter(pool -> pool.serves(request.family()))
            .filter(pool -> pool.rules().automatic() || isNamed(request));
    return among(request, candidates.toList(), ledger, random);
  }

  /// An address that is held is kept, also when its pool is gone, shrunk or in conflict: only the
  /// user's own change moves it. Of two, that is the one that the nodes route.
  private static Optional<Decision> keep(Request request, Ledger ledger) {
    var held =
        ledger.heldBy(request.uid(), request.use()).stream()
            .filter(ip -> ip.family() == request.family())
            .filter(ip -> request.address().isEmpty() || request.address().get().equals(ip))
            .toList();
    return request
        .routed()
        .filter(held::contains)
        .or(() -> held.stream().findFirst())
        .map(Decision.Kept::new);
  }

  /// A claim that somebody has deleted is made anew, for the address that the nodes still route.
  private static Optional<Decision> regain(Request request, Ledger ledger) {
    return request
        .routed()
        .filter(ip -> ip.family() == request.family())
        .filter(ip -> request.address().isEmpty() || request.address().get().equals(ip))
        .filter(ip -> ledger.holder(ip).isEmpty())
        .map(ip -> new Decision.Granted(ip, request.pool().orElse("")));
  }

  /// Whether the request names a pool or an address.
  private static boolean isNamed(Request request) {
    return request.pool().isPresent() || request.address().isPresent();
  }

  private static Optional<Pool> named(String name, List<Pool> pools) {
    return pools.stream().filter(pool -> pool.name().equals(name)).findFirst();
  }

  private static Decision among(
      Request request, List<Pool> candidates, Ledger ledger, RandomGenerator random) {
    var usable = candidates.stream().filter(pool -> pool.conflict().isEmpty()).toList();
    if (candidates.isEmpty()) {
      return new Decision.NoPool(request.family().toString());
    }
    if (usable.isEmpty()) {
      var pool = candidates.getFirst();
      return new Decision.PoolConflict(pool.name(), pool.conflict().orElseThrow());
    }
    if (request.address().isPresent()) {
      return requested(request, request.address().get(), usable, ledger);
    }
    for (var pool : usable) {
      for (var range : pool.searchOrder(request.family())) {
        var free = ledger.free(range, start(range, random));
        if (free.isPresent()) {
          return new Decision.Granted(free.get(), pool.name());
        }
      }
    }
    var capacities = usable.stream().mapToLong(pool -> pool.capacity(request.family()));
    return new Decision.Exhausted(names(usable), Pool.sum(capacities.toArray()));
  }

  private static Decision requested(Request request, Ip ip, List<Pool> pools, Ledger ledger) {
    var pool = pools.stream().filter(p -> p.contains(ip)).findFirst();
    if (pool.isEmpty()) {
      return new Decision.OutOfRange(ip, names(pools));
    }
    if (pool.get().reserves(ip)) {
      return new Decision.Reserved(ip, pool.get().name());
    }
    var holder = ledger.holder(ip);
    if (holder.isPresent()) {
      boolean mayKnow = holder.get().namespace().equals(request.owner().namespace());
      return new Decision.Taken(ip, mayKnow ? holder.get().holder() : "in use");
    }
    return new Decision.Granted(ip, pool.get().name());
  }

  private static Ip start(IpRange range, RandomGenerator random) {
    return range.first().plus(range.size() == 1 ? 0 : random.nextLong(range.size()));
  }

  private static List<String> names(List<Pool> pools) {
    return pools.stream().map(Pool::name).toList();
  }
}
