// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.SimPod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Twenty changes of other pods' readiness in each second, each of another service; in the end all
/// are ready again.
final class Churn implements AutoCloseable {
  private static final int PER_SECOND = 20;
  private static final int PODS = 40;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final List<SimPod> pods;
  private final AtomicInteger changes = new AtomicInteger();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  /// @param pods at least forty
  Churn(List<SimPod> pods) {
    this.pods = pods.subList(0, PODS);
    timer.scheduleAtFixedRate(this::change, 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);
  }

  private void change() {
    int number = changes.get();
    pods.get(number % PODS).setReady(number / PODS % 2 == 1);
    changes.incrementAndGet();
  }

  /// Waits until each pod has changed once.
  void awaitFirst() {
    Await.until(PODS + " changes", LIMIT, () -> changes.get() >= PODS);
  }

  /// Makes all ready again.
  ///
  /// @return how many changes there have been, these included
  int end() {
    timer.close(); // waits for the change that is being made
    var unready = pods.stream().filter(pod -> !pod.isTrue("Ready")).toList();
    unready.forEach(pod -> pod.setReady(true));
    return changes.addAndGet(unready.size());
  }

  @Override
  public void close() {
    end();
  }
}
