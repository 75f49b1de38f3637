// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.kit.Netns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// What the kernel counts.
final class Machine {
  private static final double TICKS_PER_SECOND = 100;

  /// user, nice, system, irq and softirq, of `/proc/stat`.
  private static final int[] BUSY = {1, 2, 3, 6, 7};

  private static final Pattern RECEIVED = Pattern.compile("(?m)^\\s*eth0:\\s*(\\d+)");

  private Machine() {}

  /// The processor time of all that has run, interrupts too.
  static double cpuSeconds() {
    try (var lines = Files.lines(Path.of("/proc/stat"))) {
      var fields = lines.findFirst().orElseThrow().split(" +");
      return IntStream.of(BUSY).mapToLong(i -> Long.parseLong(fields[i])).sum() / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the kernel has taken for itself and cannot give back as long as it is used.
  static long kernelBytes() {
    try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("SUnreclaim:") || line.startsWith("VmallocUsed:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a node has got from other machines: what its programs hear from the API server.
  static long receivedBytes(Netns node) {
    var counters = node.exec("cat", "/proc/net/dev").orThrow("counters of " + node.name()).out();
    var found = RECEIVED.matcher(counters);
    if (!found.find()) {
      throw new IllegalStateException("no eth0 in " + counters);
    }
    return Long.parseLong(found.group(1));
  }
}
