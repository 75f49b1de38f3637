// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A network namespace with a name. Commands run in it through `nsenter` (`ip netns exec` would
/// mount a fresh /sys and hide the cgroups), Java code on a thread of its own.
public record Netns(String name) {

  static final Path FOLDER = Path.of("/run/netns");

  static Netns create(String name) {
    Run.of("ip", "netns", "add", name).orThrow("network namespace " + name);
    var netns = new Netns(name);
    netns.ip("link set lo up");
    return netns;
  }

  public Path file() {
    return FOLDER.resolve(name);
  }

  public boolean exists() {
    return Files.exists(file());
  }

  /// Without an effect where it is gone already. A socket or process in it keeps the namespace
  /// itself, not its name, until it ends.
  void delete() {
    if (exists()) {
      Run.of("ip", "netns", "del", name);
    }
  }

  /// The command line that runs `command` in here.
  public List<String> wrap(List<String> command) {
    var line = new ArrayList<>(List.of("nsenter", "--net=" + file()));
    line.addAll(command);
    return line;
  }

  /// Runs a command in here to its end.
  public Run exec(String... command) {
    return Run.of("", wrap(List.of(command)));
  }

  /// Runs a command in here to its end, with an input.
  public Run execWithInput(String stdin, String... command) {
    return Run.of(stdin, wrap(List.of(command)));
  }

  /// Applies lines of `ip` sub-commands, all in one process.
  ///
  /// @throws IllegalStateException at the first line that fails
  public void ip(String... lines) {
    execWithInput(String.join("\n", lines) + "\n", "ip", "-batch", "-").orThrow("ip in " + name);
  }

  /// Writes a setting of this namespace, as in `sysctl("net.ipv4.ip_forward", "1")`.
  public void sysctl(String key, String value) {
    call(() -> Files.writeString(Path.of("/proc/sys", key.replace('.', '/')), value));
  }

  /// Runs Java code in here and gives its result. Sockets that it *makes* belong to this
  /// namespace for good, wherever they are used later; so make them here and use them anywhere.
  public <T> T call(Callable<T> task) {
    var result = new CompletableFuture<T>();
    Thread.ofPlatform()
        .name("netns-" + name)
        .daemon()
        .start(
            () -> {
              try {
                Posix.enterNetworkNamespace(file());
                result.complete(task.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    try {
      return result.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case IOException cause -> throw new java.io.UncheckedIOException(cause);
        default -> throw new IllegalStateException("in " + name, e.getCause());
      }
    }
  }

  /// As [#call], without a result.
  public void run(Runnable task) {
    call(
        () -> {
          task.run();
          return null;
        });
  }
}
