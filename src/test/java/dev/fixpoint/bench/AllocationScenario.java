// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.Scale;
import dev.fixpoint.bench.report.Measure;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.Requests;
import java.util.List;
import java.util.Map;

/// Services that come on top of those that are there, all at once, in a namespace of their own:
/// when they have addresses, and when they are forwarded.
final class AllocationScenario implements Scenario {
  private static final int FULL = 500;
  private static final int QUICK = 100;

  @Override
  public void run(Turn turn) throws Exception {
    int count = turn.isQuick() ? QUICK : FULL;
    var rival = turn.rivalOfFresh();
    var before = Requests.writes(turn.rig().controlPlane());
    long start = System.nanoTime();
    Population.each(0, count, i -> create(rival, "new-" + i));
    var addresses = allocated(rival, count);
    rate(turn, Measure.ALLOCATED, count, start);
    turn.visits().await(List.copyOf(addresses.values()), true, Turn.LIMIT);
    rate(turn, Measure.FORWARDED, count, start);
    if (turn.contender().isOurs()) {
      Await.until(
          "all are Programmed",
          Turn.LIMIT,
          () -> Scale.programmed(turn.rig().controlPlane(), rival.namespace()) == count);
      rate(turn, Measure.PROGRAMMED, count, start);
    }
    turn.settle();
    long writes = Requests.writes(turn.rig().controlPlane()).since(before).total() - count;
    turn.record(Measure.WRITES_NEW, (double) writes / count);
    rival.deleteAll();
    Await.until("the new services to be gone", Turn.LIMIT, () -> rival.published() == 0);
    Scale.quiet(turn.rig().controlPlane()); // what they owned goes too
  }

  private static boolean create(Rival rival, String name) {
    rival.create(name, Population.FRESH);
    return true;
  }

  private static Map<String, String> allocated(Rival rival, int count) {
    Await.until(count + " addresses", Turn.LIMIT, () -> rival.addresses().size() == count);
    return rival.addresses();
  }

  private static void rate(Turn turn, Measure measure, int count, long start) {
    turn.record(measure, count / ((System.nanoTime() - start) / 1e9));
  }
}
