// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import java.time.Duration;

/// How often something is repeated: as long as there is time, but not less than `atLeast` nor more
/// than `atMost` times. What is slow is measured less often, and its number of samples says so.
record Effort(int atLeast, int atMost, Duration time) {
  private static final int AT_LEAST = 3;
  private static final int AT_MOST = 50;

  interface Step {
    void run() throws Exception;
  }

  static Effort of(Duration time) {
    return new Effort(AT_LEAST, AT_MOST, time);
  }

  /// What comes before the measurements, so that none finds code that has never run.
  Effort warmUp() {
    return new Effort(1, atMost, time);
  }

  /// @return how often it ran
  int repeat(Step step) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    int done = 0;
    while (done < atLeast || done < atMost && System.nanoTime() < end) {
      step.run();
      done++;
    }
    return done;
  }
}
