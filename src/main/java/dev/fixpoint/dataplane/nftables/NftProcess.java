// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.DataplaneException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The `nft` command, one process for each call, for where the library cannot be loaded.
final class NftProcess implements Nft {

  /// Loading 500,000 elements takes about ten seconds.
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private static final Executor STREAMS = task -> Thread.ofVirtual().start(task);

  private final String command;
  private final Duration timeout;

  NftProcess(String command) {
    this(command, TIMEOUT);
  }

  NftProcess(String command, Duration timeout) {
    this.command = command;
    this.timeout = timeout;
  }

  static boolean isInstalled() {
    var path = System.getenv().getOrDefault("PATH", "/usr/sbin:/sbin");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(directory -> new File(directory, "nft").canExecute());
  }

  @Override
  public void run(String script) throws DataplaneException {
    call(script, "-f", "-");
  }

  @Override
  public String ruleset() throws DataplaneException {
    return call("", "-t", "list", "ruleset");
  }

  @Override
  public boolean isInProcess() {
    return false;
  }

  @Override
  public void close() {
    // no process outlives its call
  }

  private String call(String input, String... arguments) throws DataplaneException {
    var line = new ArrayList<>(List.of(command, "-n"));
    line.addAll(List.of(arguments));
    Process process = null;
    try {
      process = new ProcessBuilder(line).start();
      var output = read(process.getInputStream());
      var errors = read(process.getErrorStream());
      write(process.getOutputStream(), input);
      var printed = output.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (process.waitFor() != 0) {
        throw Nft.refused(errors.join());
      }
      return printed;
    } catch (TimeoutException e) {
      throw new DataplaneException(
          "nftables: nft did not finish within " + timeout.toSeconds() + " seconds", e);
    } catch (ExecutionException e) {
      throw new DataplaneException("nftables: cannot read what nft prints", e.getCause());
    } catch (IOException e) {
      throw new DataplaneException("nftables: cannot run nft: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataplaneException("nftables: interrupted while nft ran", e);
    } finally {
      if (process != null) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  /// A program that hangs takes no input either, and one that has failed breaks the pipe: its end
  /// tells why.
  private static void write(OutputStream stdin, String input) {
    STREAMS.execute(
        () -> {
          try (stdin) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
          } catch (IOException gone) {
            // told by the exit code
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
