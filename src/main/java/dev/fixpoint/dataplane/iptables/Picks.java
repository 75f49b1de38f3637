// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.forwarding.Share;
import dev.fixpoint.forwarding.Target;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// In what proportion the rules of a chain, one after the other, take connections. Pure.
final class Picks {

  /// The kernel compares 31 random bits.
  private static final int RANDOM_BITS = 31;

  private static final BigInteger CERTAIN = BigInteger.ONE.shiftLeft(RANDOM_BITS);

  /// A round of more turns than this is cut to a thousand.
  private static final int MOST_TURNS = 1000;

  /// @param match which connections of those that are left, empty for all
  record Pick(Target target, String match) {}

  private Picks() {}

  /// Each rule takes its part of what those before have left; the last one takes the rest. Each
  /// part is exact to half of 2^-31.
  static List<Pick> random(List<Share> shares) {
    var weights = Share.proportions(shares);
    var left = weights.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    var picks = new ArrayList<Pick>();
    for (var entry : weights.entrySet()) {
      var weight = entry.getValue();
      picks.add(new Pick(entry.getKey(), weight.equals(left) ? "" : probability(weight, left)));
      left = left.subtract(weight);
    }
    return picks;
  }

  /// As iptables-save prints it: eleven places tell all 2^31 values apart.
  private static String probability(BigInteger part, BigInteger of) {
    var rounded = part.shiftLeft(RANDOM_BITS + 1).add(of).divide(of.shiftLeft(1));
    var bits = rounded.max(BigInteger.ONE).min(CERTAIN.subtract(BigInteger.ONE));
    return String.format(
        Locale.ROOT,
        "-m statistic --mode random --probability %.11f",
        bits.doubleValue() / CERTAIN.doubleValue());
  }

  /// A rule for each turn of a round, in which all get as many as their weight says: the first
  /// takes every n-th, the next every (n-1)-th of what is left.
  static List<Pick> inTurn(List<Share> shares) {
    var turns = turns(shares);
    var picks = new ArrayList<Pick>();
    for (int i = 0; i < turns.size(); i++) {
      int left = turns.size() - i;
      var match = left == 1 ? "" : "-m statistic --mode nth --every " + left + " --packet 0";
      picks.add(new Pick(turns.get(i), match));
    }
    return picks;
  }

  private static List<Target> turns(List<Share> shares) {
    var weights = Share.proportions(shares);
    var sum = weights.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    var common = weights.values().stream().reduce(BigInteger.ZERO, BigInteger::gcd);
    boolean exact = sum.divide(common).compareTo(BigInteger.valueOf(MOST_TURNS)) <= 0;
    var turns = new ArrayList<Target>();
    weights.forEach(
        (target, weight) -> {
          var of =
              exact
                  ? weight.divide(common)
                  : weight.multiply(BigInteger.valueOf(MOST_TURNS)).divide(sum);
          for (int i = Math.max(1, of.intValue()); i > 0; i--) {
            turns.add(target);
          }
        });
    return turns;
  }
}
