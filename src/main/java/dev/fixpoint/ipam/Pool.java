// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A pool that addresses are taken from.
///
/// @param name the AddressPool's name; [#CLUSTER] for the built-in one
/// @param uid breaks the tie between pools of one age
/// @param rules who gets its addresses, and in which order
/// @param ranges what may be assigned, sorted, without overlaps; network and broadcast addresses
///     are gone already
/// @param reserved never handed out, not even to who asks for it
/// @param userBand tried last: the part that KEP-3070 leaves to users who choose their address
/// @param conflict why the pool hands out nothing, if so
public record Pool(
    String name,
    String uid,
    Instant created,
    Rules rules,
    List<IpRange> ranges,
    List<IpRange> reserved,
    List<IpRange> userBand,
    Optional<String> conflict) {

  /// The name of the pool of the cluster's ServiceCIDRs, which is there when no AddressPool is.
  public static final String CLUSTER = "(ServiceCIDR)";

  /// Which pool is older: of two that overlap, the younger yields.
  static final Comparator<Pool> BY_AGE =
      Comparator.comparing(Pool::created).thenComparing(Pool::uid);

  /// The order in which pools are tried.
  static final Comparator<Pool> BY_PRIORITY =
      Comparator.comparing((Pool pool) -> pool.rules().priority())
          .reversed()
          .thenComparing(Pool::name);

  /// Which address of a VirtualService a pool is for.
  public enum Use {
    /// The address inside the cluster.
    ClusterIP,
    /// The address that load balancers announce.
    LoadBalancer
  }

  /// Who gets the addresses of a pool.
  ///
  /// @param priority higher is tried first
  /// @param automatic whether it also serves who names neither the pool nor an address
  /// @param namespaces whose VirtualServices it serves, by their labels; empty for all
  /// @param holdFor how long an address is kept for its name after its owner is gone
  public record Rules(
      int priority, Use use, boolean automatic, Optional<Selector> namespaces, Duration holdFor) {

    /// Those of a pool that says nothing.
    public static final Rules DEFAULT = new Rules(0, Use.ClusterIP, true);

    /// Serves all namespaces and holds nothing.
    public Rules(int priority, Use use, boolean automatic) {
      this(priority, use, automatic, Optional.empty(), Duration.ZERO);
    }
  }

  public Pool {
    ranges = IpRange.merged(ranges);
    reserved = IpRange.merged(reserved);
    userBand = IpRange.merged(userBand);
  }

  public boolean contains(Ip ip) {
    return ranges.stream().anyMatch(range -> range.contains(ip));
  }

  public boolean reserves(Ip ip) {
    return reserved.stream().anyMatch(range -> range.contains(ip));
  }

  /// Whether it keeps this address for its name when its owner goes.
  public boolean holds(Ip ip) {
    return rules.holdFor().isPositive() && contains(ip) && !reserves(ip);
  }

  public boolean serves(Family family) {
    return ranges.stream().anyMatch(range -> range.family() == family);
  }

  /// The ranges without what is reserved.
  public List<IpRange> assignable() {
    return ranges.stream().flatMap(range -> range.minus(reserved).stream()).toList();
  }

  /// Addresses that can be had, held ones included; [Long#MAX_VALUE] where there are more.
  /// Where addresses that no VirtualService has are nobody's: the ranges without what is not the
  /// pool's own. Of a pool that is not used, none.
  ///
  /// @param services what the API server hands out to Services
  /// @return at most `most`, or none at all
  public List<IpRange> guarded(List<IpRange> services, Ledger ledger, int most) {
    if (conflict.isPresent()) {
      return List.of();
    }
    var guarded =
        assignable().stream()
            .flatMap(range -> range.minus(services).stream())
            .flatMap(range -> range.minus(ledger.foreignIn(range)).stream())
            .toList();
    return guarded.size() <= most ? guarded : List.of();
  }

  public long capacity() {
    return sum(assignable().stream().mapToLong(IpRange::size).toArray());
  }

  /// Addresses of a family that are handed out without being asked for.
  long capacity(Family family) {
    return sum(searchOrder(family).stream().mapToLong(IpRange::size).toArray());
  }

  /// Where to look for a free address, best first: the ranges without what is reserved and
  /// without the users' band, then the users' band.
  List<IpRange> searchOrder(Family family) {
    var preferred = new ArrayList<IpRange>();
    var last = new ArrayList<IpRange>();
    for (var range : ranges) {
      if (range.family() == family) {
        for (var part : range.minus(reserved)) {
          preferred.addAll(part.minus(userBand));
          userBand.stream().map(part::common).flatMap(Optional::stream).forEach(last::add);
        }
      }
    }
    preferred.addAll(last);
    return preferred;
  }

  /// The same pool, which hands out nothing.
  Pool disabled(String why) {
    return new Pool(name, uid, created, rules, ranges, reserved, userBand, Optional.of(why));
  }

  /// The sum; [Long#MAX_VALUE] where it is more.
  static long sum(long... sizes) {
    long sum = 0;
    for (long size : sizes) {
      sum = sum + size < 0 ? Long.MAX_VALUE : sum + size;
    }
    return sum;
  }
}
