// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Goes through all ways that the draws of rules may go, one after the other.
final class Draws {

  /// @param outcome which of `chances` it came to
  private record Draw(int outcome, List<Chance> chances) {}

  private final List<Draw> drawn = new ArrayList<>();
  private int at;

  /// The next number below `modulus`, all of them alike.
  int next(int modulus) {
    return next(Collections.nCopies(modulus, Chance.oneIn(modulus)));
  }

  /// Whether it holds, on this way: what is certain is not drawn.
  boolean holds(Chance chance) {
    return chance.equals(Chance.CERTAIN) || next(List.of(chance, chance.rest())) == 0;
  }

  private int next(List<Chance> chances) {
    if (at == drawn.size()) {
      drawn.add(new Draw(0, chances));
    }
    return drawn.get(at++).outcome();
  }

  /// How many of all connections go this way.
  Chance share() {
    var share = Chance.CERTAIN;
    for (var draw : drawn) {
      share = share.times(draw.chances().get(draw.outcome()));
    }
    return share;
  }

  /// Begins the next way, if there is one.
  boolean advance() {
    at = 0;
    while (!drawn.isEmpty()) {
      var last = drawn.removeLast();
      int next = last.outcome() + 1;
      if (next < last.chances().size()) {
        drawn.add(new Draw(next, last.chances()));
        return true;
      }
    }
    return false;
  }
}
