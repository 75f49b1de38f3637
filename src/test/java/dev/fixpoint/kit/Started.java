// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// A process of the sandbox that runs in the background.
record Started(String name, Process process, Path log) implements Program {
  private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final double TICKS_PER_SECOND = 100;

  @Override
  public boolean isAlive() {
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

  @Override
  public void kill() {
    end(Pid.SIGKILL);
  }

  @Override
  public long rssKiB() {
    var found = RSS.matcher(proc("status"));
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  @Override
  public double cpuSeconds() {
    var stat = proc("stat");
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    // utime, stime, and the same of children that have ended: cutime, cstime
    return IntStream.rangeClosed(11, 14).mapToLong(i -> Long.parseLong(fields[i])).sum()
        / TICKS_PER_SECOND;
  }

  private String proc(String file) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/" + file));
    } catch (IOException e) {
      throw new IllegalStateException(name + " has ended\n" + tail(50), e);
    }
  }

  @Override
  public String tail(int lines) {
    try {
      List<String> all = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
      var last = all.subList(Math.max(0, all.size() - lines), all.size());
      return "--- " + name + " (" + log + "), last lines:\n" + String.join("\n", last);
    } catch (IOException e) {
      return "--- " + name + ": no log: " + e;
    }
  }
}
