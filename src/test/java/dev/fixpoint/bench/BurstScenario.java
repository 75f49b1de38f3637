// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Measure;
import dev.fixpoint.kit.SimPod;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

/// All pods that come and go, each of a service of its own, become ready at once.
final class BurstScenario implements Scenario {

  @Override
  public void run(Turn turn) throws Exception {
    var pods = turn.population().lively();
    if (pods.isEmpty()) {
      return;
    }
    var addresses = pods.stream().map(pod -> turn.address(pod.name())).toList();
    write(pods, false);
    turn.visits().await(addresses, false, Turn.LIMIT);
    turn.settle();
    long start = System.nanoTime();
    try (var writer = Executors.newSingleThreadExecutor()) {
      var written = writer.submit((Callable<Long>) () -> write(pods, true));
      var reached = turn.visits().await(addresses, true, Turn.LIMIT);
      long last = LongStream.of(reached).max().orElseThrow();
      turn.record(Measure.BURST, (last - start) / 1e9);
      turn.record(Measure.BURST_WRITTEN, (written.get() - start) / 1e9);
    }
    turn.settle();
  }

  /// @return when all have been written
  private static long write(List<SimPod> pods, boolean ready) throws Exception {
    Population.each(
        0,
        pods.size(),
        i -> {
          pods.get(i).setReady(ready);
          return ready;
        });
    return System.nanoTime();
  }
}
