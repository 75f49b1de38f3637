// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.vip.Balancing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a connection draws one of so many slots: what frontends share a chain for.
///
/// @param slots 1 to [#MAX_SLOTS]
/// @param lane in turn only: frontends of one lane share one counter, so that there are many
/// @param seconds for how long a client keeps its endpoint; 0 for not at all
record Pick(Draw draw, int slots, int lane, int seconds) {

  /// Named as chains are.
  enum Draw {
    pick("numgen random mod %d"),
    turn("numgen inc mod %d"),
    /// With a seed, so that all nodes agree.
    hash("jhash %2$s saddr mod %1$d seed 0x46697870");

    private final String expression;

    Draw(String expression) {
      this.expression = expression;
    }
  }

  static final int MAX_SLOTS = (1 << 13) - 1;
  static final int LANES = 256;

  private static final int DRAW_SHIFT = 30;
  private static final int PARAMETER_SHIFT = 13;

  /// Lanes count down from the greatest parameter: more seconds than a day has.
  private static final int LAST_LANE = (1 << DRAW_SHIFT - PARAMETER_SHIFT) - 1;

  /// @param slots at least 1
  static Pick of(Balancing balancing, int slots, int lane) {
    int seconds = balancing.affinitySeconds();
    return switch (balancing.algorithm()) {
      case Random -> new Pick(Draw.pick, slots, 0, seconds);
      case RoundRobin -> new Pick(Draw.turn, slots, seconds > 0 ? 0 : lane, seconds);
      case SourceHash -> new Pick(Draw.hash, slots, 0, seconds);
      case LeastConnections -> throw new IllegalArgumentException("no such draw: " + balancing);
    };
  }

  /// Undoes [#number]; empty for 0, and for a number that stands for nothing.
  static Optional<Pick> of(int number) {
    int slots = number & MAX_SLOTS;
    int parameter = number >>> PARAMETER_SHIFT & LAST_LANE;
    int draw = number >>> DRAW_SHIFT;
    if (slots == 0 || draw >= Draw.values().length) {
      return Optional.empty();
    }
    boolean lane = draw == Draw.turn.ordinal() && parameter > LAST_LANE - LANES;
    return Optional.of(
        new Pick(
            Draw.values()[draw], slots, lane ? LAST_LANE - parameter : 0, lane ? 0 : parameter));
  }

  /// Stands for this in the maps `vips` and `picks`. Never 0, which refuses.
  int number() {
    boolean inTurn = draw == Draw.turn && seconds == 0;
    int parameter = inTurn ? LAST_LANE - lane : seconds;
    return draw.ordinal() << DRAW_SHIFT | parameter << PARAMETER_SHIFT | slots;
  }

  boolean isSticky() {
    return seconds > 0;
  }

  /// `pick-3`, `turn-3-17`, `hash-1021`, `pick-3-keep-10800`
  String name() {
    var name = draw.name() + "-" + slots;
    if (seconds > 0) {
      return name + "-keep-" + seconds;
    }
    return draw == Draw.turn ? name + "-" + lane : name;
  }

  NftChain chain(NftFamily family) {
    var expression = draw.expression.formatted(slots, family.word());
    var lines = new ArrayList<String>();
    var set = "meta priority set " + expression;
    if (seconds > 0) {
      lines.addAll(NftSkeleton.keep(family, seconds, set));
    } else {
      lines.add(set);
    }
    lines.add("goto translate");
    return new NftChain(name(), List.copyOf(lines));
  }
}
