// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// All that one run has on this machine: a state folder, processes, network namespaces, cgroups.
/// Gone after [#close], which a shutdown hook calls too; what a killed run left is removed when
/// the next sandbox opens. A run is known by its folder and by the process that owns it.
public final class Sandbox implements AutoCloseable {

  private static final Pattern FOLDER = Pattern.compile("fixpoint-([a-z0-9]{4})");

  private final String id;
  private final Path folder;
  private final Thread hook = new Thread(this::remove, "sandbox-remove");

  private Sandbox(String id, Path folder) {
    this.id = id;
    this.folder = folder;
  }

  /// Makes an empty sandbox of this process, after removing those whose process is dead.
  public static Sandbox open() {
    var parent = Path.of(Optional.ofNullable(System.getenv("TMPDIR")).orElse("/tmp"));
    try {
      removeDead(parent);
      var sandbox = make(parent);
      Runtime.getRuntime().addShutdownHook(sandbox.hook);
      return sandbox;
    } catch (IOException e) {
      throw new UncheckedIOException("no sandbox in " + parent, e);
    }
  }

  private static void removeDead(Path parent) throws IOException {
    List<Path> folders;
    try (var list = Files.list(parent)) {
      folders = list.filter(f -> FOLDER.matcher(f.getFileName().toString()).matches()).toList();
    }
    for (var folder : folders) {
      var owner = Pid.readAll(folder.resolve("owner"));
      if (!owner.isEmpty() && !owner.getFirst().isAlive()) {
        new Leftovers(folder.getFileName().toString().substring(9), folder).remove();
      }
    }
  }

  /// The folder appears under its name only with its owner inside: nobody takes it for a dead
  /// one.
  private static Sandbox make(Path parent) throws IOException {
    var fresh = Files.createTempDirectory(parent, "fixpoint-new-");
    Files.writeString(fresh.resolve("owner"), Pid.self() + "\n");
    Files.createDirectory(fresh.resolve("logs"));
    while (true) {
      var id = randomId();
      var folder = parent.resolve("fixpoint-" + id);
      if (!Files.exists(folder) && !namespacesOf(id)) {
        return new Sandbox(id, Files.move(fresh, folder));
      }
    }
  }

  private static boolean namespacesOf(String id) throws IOException {
    if (!Files.isDirectory(Netns.FOLDER)) {
      return false;
    }
    try (Stream<Path> list = Files.list(Netns.FOLDER)) {
      return list.anyMatch(file -> file.getFileName().toString().startsWith("fx-" + id + "-"));
    }
  }

  private static String randomId() {
    var number = ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36);
    return String.format("%4s", Integer.toString(number, 36)).replace(' ', '0');
  }

  /// The run's id: four letters and digits, part of the name of all that it makes.
  public String id() {
    return id;
  }

  public Path folder() {
    return folder;
  }

  /// Makes the network namespace `fx-<id>-<suffix>`.
  public Netns netns(String suffix) {
    return Netns.create("fx-" + id + "-" + suffix);
  }

  /// Starts a process that writes to `logs/<name>.log`, in a namespace where one is given, and
  /// records it.
  Started start(String name, Optional<Netns> netns, Map<String, String> env, List<String> command) {
    var log = folder.resolve("logs").resolve(name + ".log");
    var line = netns.map(n -> n.wrap(command)).orElse(command);
    var builder = new ProcessBuilder(line).redirectErrorStream(true).directory(folder.toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.environment().putAll(env);
    try {
      var process = builder.start();
      var pid = Pid.of(process.pid());
      if (pid.isPresent()) {
        record(pid.get(), name);
      }
      return new Started(name, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  private synchronized void record(Pid pid, String name) throws IOException {
    Files.writeString(
        folder.resolve("processes"),
        pid + " " + name + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /// Writes a file of the run's state.
  Path write(String name, String content) {
    try {
      var file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void remove() {
    new Leftovers(id, folder).remove();
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      return; // it has run, or runs now
    }
  }
}
