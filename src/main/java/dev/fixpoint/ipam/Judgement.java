// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import dev.fixpoint.ipam.Pool.Use;
import dev.fixpoint.vip.IpRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Which pools may hand out addresses: none that has an address of somebody else. What is reserved
/// in a pool is not handed out, and so is in nobody's way.
public final class Judgement {
  private Judgement() {}

  /// Addresses that are not for VirtualServices.
  ///
  /// @param what they are, such as `the pod CIDR of node n1`
  /// @param shared whether a pool may lie inside, because both sides are kept apart by the store:
  ///     true of ServiceCIDRs, for addresses inside the cluster
  public record Occupied(IpRange range, String what, boolean shared) {}

  /// The pools with their conflicts, in the order in which they are tried. Of two that overlap the
  /// younger is disabled; one that is disabled disables no other.
  public static List<Pool> of(Collection<Pool> pools, Collection<Occupied> occupied) {
    var judged = new ArrayList<Pool>();
    for (var pool : pools.stream().sorted(Pool.BY_AGE).toList()) {
      var conflict =
          pool.conflict()
              .or(() -> withOccupied(pool, occupied))
              .or(
                  () ->
                      judged.stream()
                          .filter(older -> older.conflict().isEmpty())
                          .map(older -> withPool(pool, older))
                          .flatMap(Optional::stream)
                          .findFirst());
      judged.add(conflict.map(pool::disabled).orElse(pool));
    }
    return judged.stream().sorted(Pool.BY_PRIORITY).toList();
  }

  private static Optional<String> withPool(Pool pool, Pool older) {
    return common(pool, older.assignable())
        .map(
            both ->
                "%s is also in the older pool %s: change the ranges of one of them"
                    .formatted(both, older.name()));
  }

  private static Optional<String> withOccupied(Pool pool, Collection<Occupied> occupied) {
    return occupied.stream()
        .flatMap(area -> withOccupied(pool, area).stream())
        .sorted()
        .findFirst();
  }

  private static Optional<String> withOccupied(Pool pool, Occupied area) {
    boolean mayShare = area.shared() && pool.rules().use() == Use.ClusterIP;
    var ranges =
        pool.ranges().stream()
            .filter(range -> !(mayShare && area.range().covers(range)))
            .flatMap(range -> range.minus(pool.reserved()).stream())
            .toList();
    return common(ranges, List.of(area.range()))
        .map(
            both ->
                mayShare
                    ? "%s is in %s, and the rest of its range is not: split the range"
                        .formatted(both, area.what())
                    : "%s is %s: take it out of spec.ranges, or list it in spec.reserved"
                        .formatted(both, area.what()));
  }

  private static Optional<IpRange> common(Pool pool, List<IpRange> theirs) {
    return common(pool.assignable(), theirs);
  }

  private static Optional<IpRange> common(List<IpRange> ours, List<IpRange> theirs) {
    return ours.stream()
        .flatMap(mine -> theirs.stream().flatMap(other -> mine.common(other).stream()))
        .findFirst();
  }
}
