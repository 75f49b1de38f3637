// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.forwarding.Share;
import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// From shares to the weights of servers. Pure.
final class Weights {

  /// More than this makes the scheduler's rounds long and its order coarse.
  static final int MOST = 10_000;

  private Weights() {}

  /// Weights of which each server's part of the connections is the sum of its parts of the shares
  /// that it is in: exactly, or where that takes numbers above [#MOST], rounded to this scale.
  static SortedMap<Server, Integer> of(List<Share> shares) {
    var exact = new TreeMap<Server, BigInteger>();
    Share.proportions(shares)
        .forEach((target, part) -> exact.merge(Server.of(target), part, BigInteger::add));
    var common = exact.values().stream().reduce(BigInteger.ZERO, BigInteger::gcd);
    var most = exact.values().stream().max(BigInteger::compareTo).orElseThrow().divide(common);
    var limit = BigInteger.valueOf(MOST);
    var weights = new TreeMap<Server, Integer>();
    exact.forEach(
        (server, value) -> {
          var reduced = value.divide(common);
          if (most.compareTo(limit) > 0) {
            reduced = reduced.multiply(limit).add(most.shiftRight(1)).divide(most);
          }
          weights.put(server, Math.max(1, reduced.intValueExact()));
        });
    return weights;
  }
}
