// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.process;

import dev.fixpoint.dataplane.DataplaneException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A program that runs to its end, in the network namespace of the thread that calls it.
///
/// @param backend begins the messages, such as `ipvs`
/// @param limit after which the program is ended
public record Command(String backend, Duration limit) {

  private static final Executor STREAMS = task -> Thread.ofVirtual().start(task);

  /// What a program came to.
  ///
  /// @param errors what it wrote to its standard error
  public record Result(int status, String output, String errors) {

    /// Its words in one line.
    public String words() {
      return errors.strip().replaceAll("\\s*\\n\\s*", "; ");
    }
  }

  /// @throws DataplaneException if it cannot be started or does not end in time
  public Result run(List<String> line, String input) throws DataplaneException {
    var name = new File(line.getFirst()).getName();
    Process process = null;
    try {
      process = new ProcessBuilder(line).start();
      var output = read(process.getInputStream());
      var errors = read(process.getErrorStream());
      write(process.getOutputStream(), input);
      var printed = output.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TimeoutException();
      }
      return new Result(process.exitValue(), printed, errors.join());
    } catch (TimeoutException e) {
      throw new DataplaneException(
          "%s: %s did not finish within %d seconds".formatted(backend, name, limit.toSeconds()), e);
    } catch (ExecutionException e) {
      throw new DataplaneException(
          backend + ": cannot read what " + name + " prints", e.getCause());
    } catch (IOException e) {
      throw new DataplaneException(
          "%s: cannot run %s: %s".formatted(backend, name, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataplaneException(backend + ": interrupted while " + name + " ran", e);
    } finally {
      if (process != null && process.isAlive()) { // what has ended has none, and a look costs
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  /// What it prints.
  ///
  /// @throws DataplaneException if it fails, with its words
  public String output(List<String> line, String input) throws DataplaneException {
    var result = run(line, input);
    if (result.status() != 0) {
      throw new DataplaneException(backend + ": " + line.getFirst() + ": " + result.words());
    }
    return result.output();
  }

  /// A program that hangs takes no input either, and one that has failed breaks the pipe: its end
  /// tells why.
  private static void write(OutputStream stdin, String input) {
    STREAMS.execute(
        () -> {
          try (stdin) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
          } catch (IOException gone) {
            // told by the exit status
          }
        });
  }

  /// Reads at once: a process that finds its pipe full waits for ever.
  private static CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        STREAMS);
  }
}
