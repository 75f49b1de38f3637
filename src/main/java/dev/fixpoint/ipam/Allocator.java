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

  /// @param pools all pools, judged and in the order of their priority ([Judgement])
  /// @param random spreads the picks, so that several allocators seldom meet
  public static Decision decide(
      Request request, List<Pool> pools, Ledger ledger, RandomGenerator random) {
    var present = Present.decide(request, pools, ledger);
    if (present.isPresent()) {
      return present.get();
    }
    var named = request.pool().map(name -> named(name, pools));
    if (named.isPresent() && named.get().isEmpty()) {
      return new Decision.NoSuchPool(
          request.pool().get(), pools.stream().map(Pool::name).sorted().toList());
    }
    if (named.isPresent()) {
      var pool = named.get().get();
      var why = objection(pool, request);
      if (why.isPresent()) {
        return new Decision.NotAllowed(pool.name(), why.get());
      }
    }
    var candidates =
        named
            .map(Optional::stream)
            .orElseGet(pools::stream)
            .filter(pool -> objection(pool, request).isEmpty())
            .filter(pool -> pool.serves(request.family()))
            .filter(pool -> pool.rules().automatic() || isNamed(request));
    return among(request, candidates.toList(), ledger, random);
  }

  /// Why a pool does not serve the request at all, as it continues `AddressPool NAME ...`.
  private static Optional<String> objection(Pool pool, Request request) {
    var rules = pool.rules();
    if (rules.use() != request.use()) {
      return Optional.of("is for use " + rules.use());
    }
    return rules
        .namespaces()
        .filter(selector -> !selector.matches(request.labels()))
        .map(selector -> "serves only namespaces with " + selector);
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
    var former = Present.former(request, usable, ledger);
    if (former.isPresent()) {
      return former.get();
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
      return new Decision.Taken(ip, mayKnow ? text(holder.get()) : "in use");
    }
    return new Decision.Granted(ip, pool.get().name());
  }

  private static String text(Claim claim) {
    return claim
        .heldUntil()
        .map(until -> claim.holder() + " (gone, held for its name until " + until + ")")
        .orElse(claim.holder());
  }

  private static Ip start(IpRange range, RandomGenerator random) {
    return range.first().plus(range.size() == 1 ? 0 : random.nextLong(range.size()));
  }

  private static List<String> names(List<Pool> pools) {
    return pools.stream().map(Pool::name).toList();
  }
}
