// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import java.util.ArrayList;
import java.util.List;

/// Goes through all sequences of numbers that rules may draw, one after the other.
final class Draws {
  private final List<Integer> drawn = new ArrayList<>();
  private final List<Integer> moduli = new ArrayList<>();
  private int at;

  /// The next number of this sequence.
  int next(int modulus) {
    if (at == drawn.size()) {
      drawn.add(0);
      moduli.add(modulus);
    }
    return drawn.get(at++);
  }

  /// How many of all draws go like this sequence.
  Fraction share() {
    var share = Fraction.ALL;
    for (int modulus : moduli) {
      share = share.dividedBy(modulus);
    }
    return share;
  }

  /// Begins the next sequence, if there is one.
  boolean advance() {
    at = 0;
    while (!drawn.isEmpty()) {
      int number = drawn.removeLast() + 1;
      int modulus = moduli.removeLast();
      if (number < modulus) {
        drawn.add(number);
        moduli.add(modulus);
        return true;
      }
    }
    return false;
  }
}
