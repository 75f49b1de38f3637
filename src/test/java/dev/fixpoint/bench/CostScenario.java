// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Measure;
import dev.fixpoint.kit.Requests;
import java.time.Duration;

/// What the programs use while twenty pods in each second change their readiness, and how much
/// memory they have after all that came before.
final class CostScenario implements Scenario {
  private static final Duration FULL = Duration.ofSeconds(20);
  private static final Duration QUICK = Duration.ofSeconds(4);
  private static final double KIB_PER_MIB = 1024;

  @Override
  public void run(Turn turn) throws Exception {
    if (!turn.population().lively().isEmpty()) {
      changes(turn);
    }
    turn.record(Measure.RSS_CONTROL, turn.control().rssKiB() / KIB_PER_MIB);
    turn.record(Measure.RSS_NODE, turn.node().rssKiB() / KIB_PER_MIB);
  }

  private static void changes(Turn turn) throws Exception {
    turn.settle();
    var writes = Requests.writes(turn.rig().controlPlane());
    long received = Machine.receivedBytes(turn.rig().node().netns());
    double control = turn.control().cpuSeconds();
    double node = turn.node().cpuSeconds();
    double changes;
    try (var churn = new Churn(turn.population().lively())) {
      Thread.sleep(turn.isQuick() ? QUICK : FULL);
      changes = churn.end();
    }
    turn.settle();
    turn.record(Measure.CPU_BUSY_CONTROL, (turn.control().cpuSeconds() - control) * 1e3 / changes);
    turn.record(Measure.CPU_BUSY_NODE, (turn.node().cpuSeconds() - node) * 1e3 / changes);
    var now = Requests.writes(turn.rig().controlPlane()).since(writes);
    turn.record(Measure.WRITES_CHANGE, (now.total() - now.of("pods/status")) / changes);
    turn.record(
        Measure.RECEIVED_CHANGE,
        (Machine.receivedBytes(turn.rig().node().netns()) - received) / changes / 1e3);
  }
}
