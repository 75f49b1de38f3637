// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.kit.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a run is measured on and with.
final class Surroundings {
  private static final Pattern CPU = Pattern.compile("(?m)^model name\\s*: (.*)$");
  private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s*(\\d+) kB");

  private Surroundings() {}

  static Map<String, String> of(Options options) throws IOException {
    var all = new TreeMap<>(Versions.all());
    all.put("date", LocalDate.now().toString());
    all.put("java", Runtime.version().toString());
    all.put("kernel", System.getProperty("os.version"));
    all.put(
        "machine",
        "%d cores (%s), %d GiB"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                find(CPU, "/proc/cpuinfo"),
                Long.parseLong(find(MEMORY, "/proc/meminfo")) >> 20));
    all.put("load before", Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    all.put("rounds", rounds(options));
    all.put(
        "kube-controller-manager",
        "`--controllers=%s %s`".formatted(Theirs.CONTROLLER, String.join(" ", Theirs.UNLIMITED)));
    all.put(
        "kube-proxy",
        "settings as shipped (`minSyncPeriod: 1s`), `clusterCIDR: 10.244.0.0/16`, no metrics");
    all.put("operator and agent", Ours.told());
    return all;
  }

  private static String rounds(Options options) {
    var each =
        options.sizes().stream()
            .map(size -> "%d with %,d services".formatted(options.rounds(size), size))
            .collect(Collectors.joining(", "));
    return options.quick() ? each + "; quick" : each;
  }

  private static String find(Pattern what, String file) throws IOException {
    var found = what.matcher(Files.readString(Path.of(file)));
    return found.find() ? found.group(1) : "unknown";
  }
}
