// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A pool that addresses are taken from.
///
/// @param name the AddressPool's name; [#CLUSTER] for the built-in one
/// @param uid breaks the tie between pools of one age
/// @param priority higher is tried first
/// @param ranges what may be assigned, sorted, without overlaps; network and broadcast addresses
///     are gone already
/// @param reserved never handed out, not even to who asks for it
/// @param userBand tried last: the part that KEP-3070 leaves to users who choose their address
/// @param conflict why the pool hands out nothing, if so
public record Pool(
    String name,
    String uid,
    Instant created,
    int priority,
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
      Comparator.comparing(Pool::priority).reversed().thenComparing(Pool::name);

  public Pool {
    ranges = merged(ranges);
    reserved = merged(reserved);
    userBand = merged(userBand);
  }

  /// The same addresses, each in one range.
  private static List<IpRange> merged(List<IpRange> ranges) {
    var merged = new ArrayList<IpRange>();
    for (var range : ranges.stream().sorted().toList()) {
      if (merged.isEmpty() || !merged.getLast().overlaps(range)) {
        merged.add(range);
      } else {
        var before = merged.removeLast();
        boolean within = range.last().compareTo(before.last()) <= 0;
        merged.add(new IpRange(before.first(), within ? before.last() : range.last()));
      }
    }
    return List.copyOf(merged);
  }

  public boolean contains(Ip ip) {
    return ranges.stream().anyMatch(range -> range.contains(ip));
  }

  public boolean reserves(Ip ip) {
    return reserved.stream().anyMatch(range -> range.contains(ip));
  }

  public boolean serves(Family family) {
    return ranges.stream().anyMatch(range -> range.family() == family);
  }

  /// The ranges without what is reserved.
  public List<IpRange> assignable() {
    return ranges.stream().flatMap(range -> minus(range, reserved).stream()).toList();
  }

  /// Addresses that can be had, held ones included; [Long#MAX_VALUE] where there are more.
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
        for (var part : minus(range, reserved)) {
          preferred.addAll(minus(part, userBand));
          userBand.stream()
              .filter(part::overlaps)
              .map(band -> common(band, part))
              .forEach(last::add);
        }
      }
    }
    preferred.addAll(last);
    return preferred;
  }

  /// The pools with their conflicts: of two that overlap, the younger is disabled. One that is
  /// disabled disables no other.
  public static List<Pool> judged(List<Pool> pools) {
    var judged = new ArrayList<Pool>();
    for (var pool : pools.stream().sorted(BY_AGE).toList()) {
      var conflict =
          judged.stream()
              .filter(older -> older.conflict().isEmpty())
              .map(pool::conflictWith)
              .flatMap(Optional::stream)
              .findFirst();
      judged.add(conflict.isPresent() ? pool.disabled(conflict.get()) : pool);
    }
    return judged.stream().sorted(BY_PRIORITY).toList();
  }

  private Optional<String> conflictWith(Pool older) {
    for (var mine : ranges) {
      for (var theirs : older.ranges) {
        if (mine.overlaps(theirs)) {
          var both = common(mine, theirs);
          return Optional.of(
              "%s is also in the older pool %s: change the ranges of one of them"
                  .formatted(both, older.name));
        }
      }
    }
    return Optional.empty();
  }

  private Pool disabled(String why) {
    return new Pool(name, uid, created, priority, ranges, reserved, userBand, Optional.of(why));
  }

  private static IpRange common(IpRange a, IpRange b) {
    var first = a.first().compareTo(b.first()) >= 0 ? a.first() : b.first();
    var last = a.last().compareTo(b.last()) <= 0 ? a.last() : b.last();
    return new IpRange(first, last);
  }

  private static List<IpRange> minus(IpRange whole, List<IpRange> holes) {
    var parts = List.of(whole);
    for (var hole : holes) {
      var next = new ArrayList<IpRange>();
      for (var part : parts) {
        if (!part.overlaps(hole)) {
          next.add(part);
          continue;
        }
        if (part.first().compareTo(hole.first()) < 0) {
          next.add(new IpRange(part.first(), hole.first().plus(-1)));
        }
        if (hole.last().compareTo(part.last()) < 0) {
          next.add(new IpRange(hole.last().plus(1), part.last()));
        }
      }
      parts = next;
    }
    return parts;
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
