// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/// A process of the sandbox that runs in the background.
record Started(String name, Process process, Path log) {

  boolean isAlive() {
    return process.isAlive();
  }

  void signal(int signal) {
    if (process.isAlive()) {
      Posix.kill(process.pid(), signal);
    }
  }

  /// Sends the signal and waits for the end; SIGKILL where that does not come.
  void end(int signal) {
    signal(signal);
    if (!endsWithin(Duration.ofSeconds(20))) {
      process.destroyForcibly();
      endsWithin(Duration.ofSeconds(20));
    }
  }

  boolean endsWithin(Duration limit) {
    try {
      return process.waitFor(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Waits until the process answers; its end is a failure at once.
  void await(String what, Duration limit, Callable<Boolean> question) {
    Await.until(
        what,
        limit,
        () -> {
          if (!process.isAlive()) {
            throw new Await.Fatal(name + " ended: " + what + " cannot come\n" + tail(50));
          }
          return question.call();
        },
        () -> tail(50));
  }

  /// The last lines of its log.
  String tail(int lines) {
    try {
      List<String> all = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
      var last = all.subList(Math.max(0, all.size() - lines), all.size());
      return "--- " + name + " (" + log + "), last lines:\n" + String.join("\n", last);
    } catch (IOException e) {
      return "--- " + name + ": no log: " + e;
    }
  }
}
