// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Contender;
import java.time.Duration;

/// How long a run will yet take: the weights of what is left, at the pace of what is done. A weight
/// of one is a turn of ours with a thousand services.
final class Forecast {
  /// What is known before anything is done counts as so much that was done.
  private static final double PRIOR = 1;

  private static final double MADE = 2_500;
  private static final double DIRECT = 50_000;
  private static final double AGENTS = 5_000;
  private static final double PEER_SLOWS = 3_000;
  private static final int REPEATED = 4;
  private static final Duration FIXED = Duration.ofSeconds(90);

  private final double unitSeconds;
  private double left;
  private double done;
  private double seconds;

  Forecast(Options options) {
    unitSeconds = FIXED.plus(options.time().multipliedBy(REPEATED)).toSeconds();
    int before = 0;
    for (int size : options.hasTurns() ? options.sizes() : java.util.List.<Integer>of()) {
      left += growth(before, size, options.mostWhole());
      left += options.turns(size).stream().mapToDouble(c -> turn(c, size)).sum();
      before = size;
    }
    if (options.hasFanOut()) {
      left += options.agents().stream().mapToDouble(Forecast::fanOut).sum();
    }
  }

  /// Of the making of services.
  static double growth(int from, int to, int mostWhole) {
    double whole = Math.max(0, Math.min(to, mostWhole) - from);
    return whole / MADE + (to - from - whole) / DIRECT;
  }

  static double turn(Contender contender, int size) {
    double few = size == 1 ? 0.5 : 1;
    return contender.isOurs() ? few + size / DIRECT : few + size / PEER_SLOWS;
  }

  static double fanOut(int agents) {
    return agents / AGENTS;
  }

  void done(double weight, Duration took) {
    left = Math.max(0, left - weight);
    done += weight;
    seconds += took.toMillis() / 1e3;
  }

  Duration left() {
    double pace = (seconds + PRIOR * unitSeconds) / (done + PRIOR);
    return Duration.ofSeconds(Math.round(left * pace));
  }
}
