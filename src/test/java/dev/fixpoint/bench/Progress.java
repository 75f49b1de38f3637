// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

/// Tells what is being done, with the time since the start of the run.
final class Progress {
  private final long start = System.nanoTime();

  void say(String format, Object... values) {
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    System.out.printf("%3d:%02d  %s%n", seconds / 60, seconds % 60, format.formatted(values));
  }
}
