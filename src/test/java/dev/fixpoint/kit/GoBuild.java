// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Builds programs from one Go module of `src/test/tools` into the user's cache, under a name
/// that changes with its files. Safe to run twice at once: the second waits for the
/// first.
record GoBuild(Part.Module module, Path sources, Path cache) {

  private static final int OLDEST_MINOR = 21; // the first that fetches the Go a module asks for

  static GoBuild of(Part.Module module) {
    var sources = module.sources();
    return new GoBuild(module, sources, caches().resolve(hash(sources)));
  }

  /// Where programs are kept from one run to the next.
  static Path caches() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .filter(value -> !value.isBlank())
        .map(Path::of)
        .orElse(Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("fixpoint/kube");
  }

  private static String hash(Path sources) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(Files.readAllBytes(sources.resolve("go.mod")));
      digest.update(Files.readAllBytes(sources.resolve("go.sum")));
      if (Files.exists(sources.resolve("main.go"))) {
        digest.update(Files.readAllBytes(sources.resolve("main.go")));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (IOException e) {
      throw new UncheckedIOException("run this in the project's folder: no " + sources, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The program in the cache, built where it is missing.
  Path path(Part part) {
    var program = cache.resolve(part.program);
    if (Files.isExecutable(program)) {
      return program;
    }
    try {
      Files.createDirectories(cache);
      try (var file =
              FileChannel.open(
                  cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var lock = file.lock()) {
        if (lock.isValid() && !Files.isExecutable(program)) {
          build(part, program);
        }
      }
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot build " + part.program, e);
    }
  }

  private void build(Part part, Path program) throws IOException {
    var unfinished = cache.resolve(part.program + ".unfinished");
    var log = cache.resolve(part.program + ".log");
    var command =
        List.of(go(), "build", "-ldflags", flags(), "-o", unfinished.toString(), part.goPackage);
    var builder = new ProcessBuilder(command).directory(sources.toFile());
    builder.environment().put("GOFLAGS", "-mod=readonly");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    var process = builder.start();
    try {
      watch(part, process);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException("go build failed:\n" + Files.readString(log));
    }
    Files.move(unfinished, program, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(log);
  }

  private static void watch(Part part, Process process) throws InterruptedException {
    var text = "building " + part.program + " from its Go module (first time only, some minutes)";
    System.err.println(text + " ...");
    long start = System.nanoTime();
    boolean done = false;
    while (!done) {
      done = process.waitFor(Duration.ofSeconds(15));
      long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
      System.err.println(text + " ... " + seconds + " s" + (done ? ", done" : ""));
    }
  }

  /// What makes the programs say the version that `go.mod` names.
  private String flags() throws IOException {
    return switch (module) {
      case KUBERNETES -> {
        var version = module.version("k8s.io/kubernetes");
        var numbers = version.substring(1).split("\\.");
        var set = " -X k8s.io/component-base/version.git";
        yield "-s -w%sVersion=%s%sMajor=%s%sMinor=%s"
            .formatted(set, version, set, numbers[0], set, numbers[1]);
      }
      case CONTAINERD -> {
        var name = "github.com/containerd/containerd/v2";
        yield "-s -w -X " + name + "/version.Version=" + module.version(name).substring(1);
      }
      case HELM3 -> helm("helm.sh/helm/v3");
      case HELM4 -> helm("helm.sh/helm/v4");
      case COREDNS -> "-s -w";
    };
  }

  private String helm(String name) {
    return "-s -w -X %s/internal/version.version=%s".formatted(name, module.version(name));
  }

  private static String go() throws IOException {
    var path = Stream.of(System.getenv("PATH").split(":"));
    var folders = Stream.concat(path, Stream.of("/usr/local/go/bin", "/usr/lib/go/bin"));
    var all = folders.map(f -> Path.of(f, "go")).filter(Files::isExecutable).distinct().toList();
    var seen = new StringBuilder();
    for (var go : all) {
      var version = Run.of(go.toString(), "version").out().strip();
      var number = Pattern.compile("go1\\.(\\d+)").matcher(version);
      if (number.find() && Integer.parseInt(number.group(1)) >= OLDEST_MINOR) {
        return go.toString();
      }
      seen.append("\n  ").append(go).append(": ").append(version);
    }
    throw new IOException(
        """
        The Kubernetes programs for the tests are built from their Go modules, which takes Go \
        1.%d or newer (https://go.dev/dl/; Debian 12's golang is too old). Or set \
        FIXPOINT_KUBE_BIN to a folder that holds them. Found:%s"""
            .formatted(OLDEST_MINOR, seen.isEmpty() ? " no go at all" : seen));
  }
}
