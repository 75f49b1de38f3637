// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A process that cannot be mistaken: its number together with the time it started (in clock
/// ticks since boot), because numbers are given out again.
record Pid(long number, long started) {

  static final int SIGINT = 2;
  static final int SIGKILL = 9;
  static final int SIGTERM = 15;
  static final int SIGCONT = 18;
  static final int SIGSTOP = 19;

  /// The living process with this number; a zombie is not living.
  static Optional<Pid> of(long number) {
    try {
      var stat = Files.readString(Path.of("/proc", Long.toString(number), "stat"));
      // The second field is the name in brackets and may hold anything, brackets too.
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      boolean dead = fields[0].equals("Z") || fields[0].equals("X");
      return dead ? Optional.empty() : Optional.of(new Pid(number, Long.parseLong(fields[19])));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  static Pid self() {
    return of(ProcessHandle.current().pid()).orElseThrow();
  }

  static Stream<Long> everyone() {
    var names = Path.of("/proc").toFile().list((dir, name) -> Character.isDigit(name.charAt(0)));
    return names == null ? Stream.of() : Stream.of(names).map(Long::valueOf);
  }

  static Optional<Pid> parse(String line) {
    var words = line.split(" ");
    return words.length < 2 || !(words[0] + words[1]).chars().allMatch(Character::isDigit)
        ? Optional.empty() // a line that was being written when its writer was killed
        : Optional.of(new Pid(Long.parseLong(words[0]), Long.parseLong(words[1])));
  }

  static List<Pid> readAll(Path file) {
    try {
      return Files.readAllLines(file).stream().map(Pid::parse).flatMap(Optional::stream).toList();
    } catch (IOException none) {
      return List.of();
    }
  }

  boolean isAlive() {
    return of(number).equals(Optional.of(this));
  }

  void signal(int signal) {
    if (isAlive()) {
      Posix.kill(number, signal);
    }
  }

  @Override
  public String toString() {
    return number + " " + started;
  }
}
