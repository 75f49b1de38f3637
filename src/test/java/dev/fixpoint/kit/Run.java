// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A command that has ended: exit status and what it wrote.
public record Run(int exit, String out, String err) {

  private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

  /// Runs a command to its end; whether it failed is for the caller to see.
  static Run of(String... command) {
    return of("", List.of(command));
  }

  static Run of(String stdin, List<String> command) {
    return of(LONG_ENOUGH, stdin, command);
  }

  /// As [#of], for a command that may take longer.
  static Run of(Duration limit, String stdin, List<String> command) {
    try {
      var process = new ProcessBuilder(command).start();
      var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), Run::thread);
      var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), Run::thread);
      try (var in = process.outputWriter()) {
        in.write(stdin);
      } catch (IOException notRead) {
        // The command ended without reading its input: its exit status says why.
      }
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("no end within " + limit + ": " + command);
      }
      return new Run(process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + command, e);
    }
  }

  private static void thread(Runnable task) {
    Thread.ofVirtual().start(task);
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes());
    } catch (IOException e) {
      return "";
    }
  }

  /// This run, where it succeeded.
  ///
  /// @throws IllegalStateException with what the command wrote, where it did not
  public Run orThrow(String what) {
    if (exit != 0) {
      throw new IllegalStateException(what + ": exit status " + exit + "\n" + out + err);
    }
    return this;
  }
}
