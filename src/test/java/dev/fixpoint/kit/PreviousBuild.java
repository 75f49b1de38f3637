// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The program as it was before: built from the commit before this one, or from the one that
/// `FIXPOINT_PREVIOUS` names, and kept in the user's cache under the commit's name.
public final class PreviousBuild {
  private static final String LAYOUT = "quarkus-app";
  private static final Duration LIMIT = Duration.ofMinutes(9);

  private PreviousBuild() {}

  /// The commit; empty where there is no history, such as in an archive or a shallow clone.
  public static Optional<String> commit() {
    var asked = Optional.ofNullable(System.getenv("FIXPOINT_PREVIOUS")).orElse("HEAD^");
    try {
      var found = git("rev-parse", "--verify", "--quiet", asked + "^{commit}");
      return found.exit() == 0 ? Optional.of(found.out().strip()) : Optional.empty();
    } catch (UncheckedIOException noGit) {
      return Optional.empty();
    }
  }

  /// The jar of that commit, built where it is missing, which takes about a minute.
  public static Path jar(String commit) {
    var home = GoBuild.caches().resolveSibling("previous").resolve(commit);
    var jar = home.resolve(LAYOUT).resolve("quarkus-run.jar");
    if (!Files.exists(jar)) {
      try {
        build(commit, home);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot build " + commit, e);
      }
    }
    return jar;
  }

  private static void build(String commit, Path home) throws IOException {
    Files.createDirectories(home.getParent());
    var work = Files.createTempDirectory(home.getParent(), "work-");
    System.err.println("building the previous commit " + commit + " (once, about a minute) ...");
    try {
      sh("git -c safe.directory=* archive " + commit + " | tar -x -C " + work);
      sh(
          "cd %s && JAVA_HOME=%s mvn -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true package"
              .formatted(work, System.getProperty("java.home")));
      Files.createDirectories(home);
      Files.move(
          work.resolve("target").resolve(LAYOUT),
          home.resolve(LAYOUT),
          StandardCopyOption.ATOMIC_MOVE);
    } finally {
      sh("rm -rf " + work);
    }
  }

  private static void sh(String command) throws IOException {
    var process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true);
    var log = Files.createTempFile("fixpoint-previous-", ".log");
    try {
      var started = process.redirectOutput(log.toFile()).start();
      if (!started.waitFor(LIMIT)) {
        started.destroyForcibly();
        throw new IOException("no end within " + LIMIT + ": " + command);
      }
      if (started.exitValue() != 0) {
        throw new IOException(command + " failed:\n" + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + command, e);
    } finally {
      Files.deleteIfExists(log);
    }
  }

  private static Run git(String... arguments) {
    var command = new ArrayList<>(List.of("git", "-c", "safe.directory=*"));
    command.addAll(List.of(arguments));
    return Run.of("", command);
  }
}
