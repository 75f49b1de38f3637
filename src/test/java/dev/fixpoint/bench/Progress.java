// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.bench.report.Measure;
import java.time.Duration;
import java.util.List;

/// Tells what is being done, with the time since the start of the run.
final class Progress {
  private final long start = System.nanoTime();

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /// What was measured, in one line.
  void tell(Measure measure, List<Double> values) {
    var sorted = values.stream().sorted().toList();
    say(
        "    %-70s %,10.2f median of %d",
        measure.title(), sorted.get((sorted.size() - 1) / 2), sorted.size());
  }

  void say(String format, Object... values) {
    long seconds = elapsed().toSeconds();
    System.out.printf("%3d:%02d  %s%n", seconds / 60, seconds % 60, format.formatted(values));
  }
}
