// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.demo;

import java.io.PrintStream;
import java.util.concurrent.Callable;

/// What the demo prints: a line before each thing that takes time, and how long it took behind
/// it.
final class Console {
  private final PrintStream out;
  private final long begun = System.nanoTime();

  Console(PrintStream out) {
    this.out = out;
  }

  void say(String text) {
    out.println(text);
    out.flush();
  }

  /// Says what begins, and then that it is done.
  <T> T step(String what, Callable<T> work) throws Exception {
    say("%n[%3d s] %s".formatted(seconds(), what));
    return work.call();
  }

  /// Shows a command as a person would type it, and what it printed.
  void command(String line, String output) {
    say("  $ " + line);
    output.lines().forEach(text -> say("    " + text));
  }

  long seconds() {
    return (System.nanoTime() - begun) / 1_000_000_000;
  }
}
