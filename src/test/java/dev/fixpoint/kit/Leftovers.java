// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Removes what a run made, from its state folder and its id alone, so that the same code serves
/// the end of a run and the run that was killed. Everything of a run is found in one of these
/// ways: a process by its entry in `processes`, by the network namespace it is in or by its
/// cgroup; a namespace and a cgroup by the run's id in its name; a mount and a file by the folder
/// it is in.
record Leftovers(String id, Path folder) {

  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  /// Removes all of it; where another run is at it already, leaves it to that one.
  void remove() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var lock =
            FileChannel.open(
                folder.resolve("removing"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var mine = lock.tryLock()) {
      if (mine == null) {
        return;
      }
      killProcesses();
      unmount();
      namespaces().forEach(Netns::delete);
      removeCgroups();
      deleteFolder();
    } catch (IOException e) {
      System.err.println("test kit: " + folder + " is not quite removed: " + e);
    }
  }

  private void killProcesses() {
    try {
      Await.until(
          "end of the processes of run " + id,
          Duration.ofSeconds(10),
          () -> {
            var living = processes();
            living.forEach(pid -> pid.signal(Pid.SIGKILL));
            return living.isEmpty();
          });
    } catch (IllegalStateException e) {
      System.err.println("test kit: " + e.getMessage().strip() + ": " + processes());
    }
  }

  private List<Pid> processes() {
    var recorded = Pid.readAll(folder.resolve("processes")).reversed().stream();
    var all = Stream.of(recorded, inNamespaces(), inCgroups()).flatMap(pids -> pids);
    return all.filter(pid -> pid.isAlive() && !pid.equals(Pid.self())).distinct().toList();
  }

  private Stream<Pid> inNamespaces() {
    var inodes = new HashSet<Object>();
    namespaces().forEach(netns -> inodes.add(inode(netns.file())));
    return inodes.isEmpty()
        ? Stream.of()
        : Pid.everyone()
            .filter(pid -> inodes.contains(inode(Path.of("/proc/" + pid + "/ns/net"))))
            .flatMap(pid -> Pid.of(pid).stream());
  }

  private static Object inode(Path file) {
    try {
      return Files.getAttribute(file, "unix:ino");
    } catch (IOException gone) {
      return file;
    }
  }

  private List<Netns> namespaces() {
    var names = Netns.FOLDER.toFile().list((dir, name) -> name.startsWith("fx-" + id + "-"));
    return names == null ? List.of() : Stream.of(names).sorted().map(Netns::new).toList();
  }

  /// The run's cgroup in each hierarchy: `/sys/fs/cgroup/<controller>/fixpoint-<id>` in version
  /// 1, `/sys/fs/cgroup/fixpoint-<id>` in version 2.
  private List<Path> cgroups() {
    var hierarchies = CGROUPS.toFile().listFiles();
    var parents =
        Stream.concat(
            Stream.of(CGROUPS),
            hierarchies == null ? Stream.of() : Stream.of(hierarchies).map(f -> f.toPath()));
    var roots = parents.map(p -> p.resolve("fixpoint-" + id)).filter(Files::isDirectory).toList();
    return roots.stream().flatMap(Leftovers::tree).distinct().toList();
  }

  /// The folder and all below it, the deepest first.
  private static Stream<Path> tree(Path root) {
    try (var walk = Files.walk(root)) {
      return walk.filter(Files::isDirectory).toList().reversed().stream();
    } catch (IOException | java.io.UncheckedIOException gone) {
      return Stream.of();
    }
  }

  private Stream<Pid> inCgroups() {
    Set<Long> numbers = new HashSet<>();
    for (var cgroup : cgroups()) {
      try {
        Files.readAllLines(cgroup.resolve("cgroup.procs"))
            .forEach(line -> numbers.add(Long.valueOf(line)));
      } catch (IOException gone) {
        continue;
      }
    }
    numbers.remove(0L); // of another PID namespace
    return numbers.stream().flatMap(number -> Pid.of(number).stream());
  }

  private void removeCgroups() {
    for (int attempt = 0; !cgroups().isEmpty() && attempt < 50; attempt++) {
      for (var cgroup : cgroups()) {
        try {
          Files.deleteIfExists(cgroup);
        } catch (IOException busy) {
          Await.sleep(20);
        }
      }
    }
  }

  private void unmount() throws IOException {
    var inside = folder + "/";
    var points =
        Files.readAllLines(Path.of("/proc/self/mounts")).stream()
            .map(line -> line.split(" ")[1])
            .filter(point -> point.startsWith(inside))
            .toList();
    points.reversed().forEach(point -> Run.of("umount", "-l", point));
  }

  private void deleteFolder() throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
