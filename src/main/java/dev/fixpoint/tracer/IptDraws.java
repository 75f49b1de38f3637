// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import java.util.ArrayList;
import java.util.List;

/// Goes through all ways that draws of two outcomes may go, one after the other.
final class IptDraws {
  private final List<Boolean> drawn = new ArrayList<>();
  private final List<Chance> chances = new ArrayList<>();
  private int at;

  /// Whether it holds, on this way: what is certain is not drawn.
  boolean holds(Chance chance) {
    if (chance.equals(Chance.CERTAIN)) {
      return true;
    }
    if (at == drawn.size()) {
      drawn.add(true);
      chances.add(chance);
    }
    return drawn.get(at++);
  }

  /// How many of all connections go this way.
  Chance share() {
    var share = Chance.CERTAIN;
    for (int i = 0; i < drawn.size(); i++) {
      share = share.times(drawn.get(i) ? chances.get(i) : chances.get(i).rest());
    }
    return share;
  }

  /// Begins the next way, if there is one.
  boolean advance() {
    at = 0;
    while (!drawn.isEmpty()) {
      boolean held = drawn.removeLast();
      var chance = chances.removeLast();
      if (held) {
        drawn.add(false);
        chances.add(chance);
        return true;
      }
    }
    return false;
  }
}
