// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Measure;
import java.util.ArrayList;
import java.util.concurrent.ThreadLocalRandom;

/// A pod becomes ready and unready again: how long its address takes to follow, while nothing else
/// happens and while others change all the time.
final class ReadinessScenario implements Scenario {
  /// A little more than kube-proxy's `minSyncPeriod`, within which it changes nothing twice.
  private static final long PERIOD_MILLIS = 1_100;

  private static final long SPREAD_MILLIS = 300;

  @Override
  public void run(Turn turn) throws Exception {
    warmUp(turn);
    turn.settle();
    double control = turn.control().cpuSeconds();
    double node = turn.node().cpuSeconds();
    int rounds = measure(turn, PERIOD_MILLIS, SPREAD_MILLIS, Measure.READY_IDLE, Measure.GONE_IDLE);
    turn.settle();
    turn.record(
        Measure.CPU_CHANGE_CONTROL, (turn.control().cpuSeconds() - control) * 1e3 / (2 * rounds));
    turn.record(Measure.CPU_CHANGE_NODE, (turn.node().cpuSeconds() - node) * 1e3 / (2 * rounds));
    if (!turn.population().lively().isEmpty()) {
      try (var churn = new Churn(turn.population().lively())) {
        churn.awaitFirst();
        measure(turn, 0, PERIOD_MILLIS, Measure.READY_BUSY, Measure.GONE_BUSY);
      }
      turn.settle();
    }
  }

  /// Not counted, so that no figure is that of code which has never run.
  private static void warmUp(Turn turn) throws Exception {
    Effort.Step change =
        () -> {
          turn.flipProbe(false);
          turn.flipProbe(true);
        };
    if (turn.population().lively().isEmpty()) {
      turn.effort().warmUp().repeat(change);
    } else {
      try (var churn = new Churn(turn.population().lively())) {
        churn.awaitFirst();
        turn.effort().warmUp().repeat(change);
      }
    }
  }

  /// @return how often it was measured
  private static int measure(Turn turn, long pause, long spread, Measure ready, Measure gone)
      throws Exception {
    var comes = new ArrayList<Double>();
    var goes = new ArrayList<Double>();
    int rounds =
        turn.effort()
            .repeat(
                () -> {
                  rest(pause, spread);
                  goes.add(turn.flipProbe(false));
                  rest(pause, spread);
                  comes.add(turn.flipProbe(true));
                });
    turn.record(ready, comes);
    turn.record(gone, goes);
    return rounds;
  }

  /// At no certain time after the last change.
  private static void rest(long millis, long spread) throws InterruptedException {
    Thread.sleep(ThreadLocalRandom.current().nextLong(millis, millis + spread));
  }
}
