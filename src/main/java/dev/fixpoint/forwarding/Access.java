// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.intent.Intent;
import dev.fixpoint.vip.IpRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which clients may connect to a frontend. Frontends with equal rules share one in the kernel.
///
/// @param sets names of sets of clients, whose addresses [NodeRules] has
/// @param ranges further clients: disjoint, sorted
/// @param drop whether others are dropped rather than refused
/// @param audit whether clients are counted and remembered
public record Access(List<String> sets, List<IpRange> ranges, boolean drop, boolean audit) {

  public Access {
    sets = List.copyOf(sets);
    ranges = List.copyOf(ranges);
  }

  /// The rule of a frontend: that of its service, and its own sources, which are of clients outside
  /// the cluster. Those are no pods, so that where both are given only addresses that both admit
  /// are left.
  ///
  /// @param sources empty for all
  static Optional<Access> of(Optional<Intent.Admitted> service, List<IpRange> sources) {
    if (sources.isEmpty()) {
      return service.map(rule -> new Access(rule.sets(), rule.ranges(), rule.drop(), rule.audit()));
    }
    var ranges =
        service
            .map(rule -> common(IpRange.merged(sources), rule.ranges()))
            .orElseGet(() -> IpRange.merged(sources));
    return Optional.of(
        new Access(
            List.of(),
            ranges,
            service.map(Intent.Admitted::drop).orElse(true),
            service.map(Intent.Admitted::audit).orElse(false)));
  }

  private static List<IpRange> common(List<IpRange> some, List<IpRange> others) {
    var common = new ArrayList<IpRange>();
    for (var one : some) {
      others.forEach(other -> one.common(other).ifPresent(common::add));
    }
    return common.stream().sorted().toList();
  }
}
