// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import java.util.ArrayList;
import java.util.List;

/// Whether programs have nothing left to do, told from the processor time that they use in each
/// second: nearly none twice, or a little that stays the same, as of what looks after much from
/// time to time.
final class Calm {
  private static final double NEARLY_NONE = 0.1;
  private static final double LITTLE = 0.3;
  private static final int TWICE = 2;
  private static final int SAME = 5;

  private final List<Double> seconds = new ArrayList<>();

  /// @param used in the last second, in seconds
  boolean after(double used) {
    seconds.add(used);
    return last(TWICE, NEARLY_NONE, NEARLY_NONE) || last(SAME, LITTLE, NEARLY_NONE);
  }

  private boolean last(int count, double most, double spread) {
    if (seconds.size() < count) {
      return false;
    }
    var last =
        seconds.subList(seconds.size() - count, seconds.size()).stream()
            .mapToDouble(Double::doubleValue)
            .summaryStatistics();
    return last.getMax() < most && last.getMax() - last.getMin() < spread;
  }

  @Override
  public String toString() {
    return "seconds of processor time in each second: " + seconds;
  }
}
