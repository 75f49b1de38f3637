// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Measure;
import java.time.Duration;

/// What the programs use while twenty pods in each second change their readiness, what while
/// nothing changes, and how much memory they have after all that came before.
final class CostScenario implements Scenario {
  private static final Duration FULL = Duration.ofSeconds(20);
  private static final Duration QUICK = Duration.ofSeconds(4);
  private static final Duration REST = Duration.ofSeconds(10);
  private static final double SECONDS_PER_MINUTE = 60;
  private static final double KIB_PER_MIB = 1024;

  @Override
  public void run(Turn turn) throws Exception {
    if (!turn.population().lively().isEmpty()) {
      changes(turn);
    }
    rest(turn);
    turn.record(Measure.RSS_CONTROL, turn.control().rssKiB() / KIB_PER_MIB);
    turn.record(Measure.RSS_NODE, turn.node().rssKiB() / KIB_PER_MIB);
  }

  private static void changes(Turn turn) throws Exception {
    turn.settle();
    var meter = new Meter(turn);
    double changes;
    try (var churn = new Churn(turn.population().lively())) {
      Thread.sleep(turn.isQuick() ? QUICK : FULL);
      changes = churn.end();
    }
    double seconds = meter.seconds();
    turn.settle();
    turn.record(Measure.CPU_BUSY_CONTROL, meter.used().controlMillis() / changes);
    turn.record(Measure.CPU_BUSY_NODE, meter.used().nodeMillis() / changes);
    meter.writes(Measure.WRITES_CHANGE, changes);
    meter.requests(Measure.REQUESTS_CONTROL, Measure.REQUESTS_NODE, changes);
    turn.record(Measure.RECEIVED_CHANGE, meter.receivedKilobytes() / changes);
    turn.record(Measure.RECEIVED_SECOND, meter.receivedKilobytes() / seconds);
  }

  private static void rest(Turn turn) throws Exception {
    turn.settle();
    var meter = new Meter(turn);
    Thread.sleep(REST);
    var used = meter.used();
    turn.record(Measure.CPU_REST_CONTROL, used.controlMillis() / used.seconds());
    turn.record(Measure.CPU_REST_NODE, used.nodeMillis() / used.seconds());
    meter.requests(
        Measure.REQUESTS_REST_CONTROL,
        Measure.REQUESTS_REST_NODE,
        used.seconds() / SECONDS_PER_MINUTE);
  }
}
