// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Measure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// A pod becomes ready and unready again: how long its address takes to follow, while nothing else
/// happens and while others change all the time.
final class ReadinessScenario implements Scenario {
  /// A little more than kube-proxy's `minSyncPeriod`, within which it changes nothing twice.
  private static final long PERIOD_MILLIS = 1_100;

  /// In nftables mode it tidies up after a change, once that period has passed, which takes about
  /// as long as the change did; then the period begins anew.
  private static final long IDLE_MILLIS = 2 * PERIOD_MILLIS;

  private static final double TIDYING = 1.5;

  /// Ours has no such period; what follows a change, acks and status, has ended by then.
  private static final long OUR_IDLE_MILLIS = 500;

  private static final Duration REST = Duration.ofSeconds(5);

  @Override
  public void run(Turn turn) throws Exception {
    warmUp(turn);
    turn.settle();
    var rest = new Meter(turn);
    Thread.sleep(REST);
    var unchanged = rest.used();
    var meter = new Meter(turn);
    int changes = 2 * idle(turn);
    turn.settle();
    var used = meter.used().above(unchanged);
    turn.record(Measure.CPU_CHANGE_CONTROL, used.controlMillis() / changes);
    turn.record(Measure.CPU_CHANGE_NODE, used.nodeMillis() / changes);
    meter.writes(Measure.WRITES_IDLE, changes);
    if (!turn.population().lively().isEmpty()) {
      try (var churn = new Churn(turn.population().lively())) {
        churn.awaitFirst();
        measure(turn, 0, 0, Measure.READY_BUSY, Measure.GONE_BUSY);
      }
      turn.settle();
    }
  }

  private static int idle(Turn turn) throws Exception {
    return turn.contender().isOurs()
        ? measure(turn, OUR_IDLE_MILLIS, 0, Measure.READY_IDLE, Measure.GONE_IDLE)
        : measure(turn, IDLE_MILLIS, TIDYING, Measure.READY_IDLE, Measure.GONE_IDLE);
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
  private static int measure(Turn turn, long pause, double share, Measure ready, Measure gone)
      throws Exception {
    var comes = new ArrayList<Double>();
    var goes = new ArrayList<Double>();
    int rounds =
        turn.effort()
            .repeat(
                () -> {
                  rest(pause, share * last(comes));
                  goes.add(turn.flipProbe(false));
                  rest(pause, share * last(goes));
                  comes.add(turn.flipProbe(true));
                });
    turn.record(ready, comes);
    turn.record(gone, goes);
    return rounds;
  }

  private static double last(List<Double> values) {
    return values.isEmpty() ? 0 : values.getLast();
  }

  /// At no certain time after the last change: within half of the pause, or where there is none
  /// within kube-proxy's period.
  private static void rest(long pause, double more) throws InterruptedException {
    long spread = pause == 0 ? PERIOD_MILLIS : pause / 2;
    Thread.sleep(pause + (long) more + ThreadLocalRandom.current().nextLong(spread));
  }
}
