// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.Load;
import dev.fixpoint.bench.report.Measure;

/// The node's program is killed while clients connect to a service that does not change, and
/// started anew. Meanwhile the probe becomes ready: what is forwarded to it is the new program's
/// work.
final class RestartScenario implements Scenario {

  @Override
  public void run(Turn turn) {
    var others = turn.population().spread(1);
    turn.flipProbe(false);
    turn.settle();
    if (others.size() == 1) {
      turn.record(Measure.RESTART, seconds(turn));
    } else {
      try (var load = new Load(turn.address(others.getLast()), 80)) {
        load.shortFrom(turn.rig().client());
        turn.record(Measure.RESTART, seconds(turn));
        turn.record(Measure.RESTART_CONNECTIONS, load.total());
        turn.record(Measure.RESTART_FAILED, load.failures().size());
      }
    }
    turn.settle();
  }

  private static double seconds(Turn turn) {
    turn.node().kill();
    turn.population().probe().setReady(true);
    long start = System.nanoTime();
    turn.startNode();
    return (turn.awaitProbe(true) - start) / 1e9;
  }
}
