// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import java.time.Duration;

/// Tells what is being done, with the time since the start of the run.
final class Progress {
  private final long start = System.nanoTime();

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  void say(String format, Object... values) {
    long seconds = elapsed().toSeconds();
    System.out.printf("%3d:%02d  %s%n", seconds / 60, seconds % 60, format.formatted(values));
  }
}
