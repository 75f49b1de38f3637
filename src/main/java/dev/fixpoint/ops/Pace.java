// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import java.time.Duration;

/// How often work is repeated that goes through everything there is.
public final class Pace {
  private static final int SHARE = 20;

  private Pace() {}

  /// The pause until the next time: what takes long comes less often, so that it takes no more
  /// than a twentieth of the time.
  ///
  /// @param took what it took the last time
  /// @param period the least pause
  public static Duration pauseAfter(Duration took, Duration period) {
    var pause = took.multipliedBy(SHARE - 1);
    return pause.compareTo(period) > 0 ? pause : period;
  }
}
