// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A part of the new connections, and where they go: each to one of the targets, chosen at random
/// with equal chances.
///
/// @param weight above 0; its part is weight / sum of the weights of all shares
/// @param targets at least one; sorted, without repetition
/// @param backend its name; empty where it has none
public record Share(int weight, List<Target> targets, String backend) {

  public Share(int weight, List<Target> targets) {
    this(weight, targets, "");
  }

  public Share {
    targets = targets.stream().sorted().distinct().toList();
    if (weight < 1 || targets.isEmpty()) {
      throw new IllegalArgumentException("no share: " + weight + " to " + targets);
    }
  }

  /// Whole numbers in the proportion of the connections that the targets get, each from all the
  /// shares that it is in; in their order.
  public static Map<Target, BigInteger> proportions(List<Share> shares) {
    var common = BigInteger.ONE;
    for (var share : shares) {
      var targets = BigInteger.valueOf(share.targets().size());
      common = common.divide(common.gcd(targets)).multiply(targets);
    }
    var proportions = new LinkedHashMap<Target, BigInteger>();
    for (var share : shares) {
      var each =
          common
              .divide(BigInteger.valueOf(share.targets().size()))
              .multiply(BigInteger.valueOf(share.weight()));
      share.targets().forEach(target -> proportions.merge(target, each, BigInteger::add));
    }
    return proportions;
  }
}
