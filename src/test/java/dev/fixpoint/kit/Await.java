// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// Waits for something to become true. The limits are there so that a broken run ends; no test
/// may pass or fail by how long something took.
public final class Await {

  private Await() {}

  /// Asks until the answer is yes; an exception counts as no.
  ///
  /// @throws IllegalStateException after `limit`, with what was awaited and the last exception
  public static void until(String what, Duration limit, Callable<Boolean> question) {
    until(what, limit, question, () -> "");
  }

  /// As [#until], with a text that explains the failure (a log, a status).
  public static void until(
      String what, Duration limit, Callable<Boolean> question, Supplier<String> explanation) {
    long end = System.nanoTime() + limit.toNanos();
    long pause = 2;
    Exception last = null;
    do {
      try {
        if (question.call()) {
          return;
        }
        last = null;
      } catch (Fatal e) {
        throw e;
      } catch (Exception e) {
        last = e;
      }
      sleep(pause);
      pause = Math.min(100, pause * 2);
    } while (System.nanoTime() < end);
    throw new IllegalStateException(
        "waited " + limit.toSeconds() + " s for: " + what + "\n" + explanation.get(), last);
  }

  /// Ends a wait at once: what is awaited can no longer come.
  static final class Fatal extends RuntimeException {
    private static final long serialVersionUID = 1;

    Fatal(String message) {
      super(message);
    }
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
