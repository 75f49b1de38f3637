// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.DataplaneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What of the node must be set for IPVS: its modules, and files of `/proc/sys`. An agent in a pod
/// may do neither; the chart has a container that does it before.
final class Settings {

  private static final Path SYSTEM = Path.of("/proc/sys/net/ipv4");

  /// What these do is told in docs/ipvs.md.
  private static final Map<String, Integer> OF_IPVS =
      Map.of(
          "conntrack", 1,
          "conn_reuse_mode", 1,
          "expire_nodest_conn", 1,
          "expire_quiescent_template", 1);

  private static final Map<String, Integer> OF_UPLINKS = Map.of("arp_ignore", 1, "arp_announce", 2);

  private Settings() {}

  /// @throws DataplaneException if the kernel has no IPVS
  static void load() throws DataplaneException {
    if (!hasIpvs()) {
      try {
        IpvsTools.TOOL.run(
            List.of("modprobe", "-a", "ip_vs", "ip_vs_wrr", "ip_vs_wlc", "ip_vs_mh"), "");
      } catch (DataplaneException noModprobe) {
        throw missing(noModprobe);
      }
      if (!hasIpvs()) {
        throw missing(null);
      }
    }
  }

  static boolean hasIpvs() {
    return Files.exists(Path.of("/proc/thread-self/net/ip_vs"));
  }

  private static DataplaneException missing(Throwable cause) {
    return new DataplaneException(
        "ipvs: this kernel has no ip_vs: run modprobe -a ip_vs ip_vs_wrr ip_vs_wlc ip_vs_mh on the"
            + " node, which the chart's container ipvs does, or set agent.backend to nftables",
        cause);
  }

  /// Sets what must be set of the kernel: of IPVS, and that no uplink answers for an address which
  /// it does not have.
  static void configure(Collection<String> uplinks) throws DataplaneException {
    configure(SYSTEM, uplinks);
  }

  /// @param system stands for `/proc/sys/net/ipv4`
  /// @throws DataplaneException which names all that cannot be set
  static void configure(Path system, Collection<String> uplinks) throws DataplaneException {
    var wrong = new TreeMap<String, Integer>();
    var causes = new ArrayList<IOException>();
    OF_IPVS.forEach((name, value) -> set(system, "vs/" + name, value, wrong, causes));
    for (var uplink : uplinks) {
      OF_UPLINKS.forEach(
          (name, value) -> {
            // The kernel takes the greater of the interface's and all interfaces' value.
            if (read(system.resolve("conf/all/" + name)) < value) {
              set(system, "conf/" + uplink + "/" + name, value, wrong, causes);
            }
          });
    }
    if (!wrong.isEmpty()) {
      var settings =
          wrong.entrySet().stream()
              .map(e -> "net/ipv4/" + e.getKey() + "=" + e.getValue())
              .collect(Collectors.joining(" "));
      throw new DataplaneException(
          "ipvs: cannot write to /proc/sys (%s): run sysctl -w %s on the node, or let the chart's container ipvs do it"
              .formatted(causes.getFirst().getMessage(), settings),
          causes.getFirst());
    }
  }

  private static void set(
      Path system, String name, int value, Map<String, Integer> wrong, List<IOException> causes) {
    var file = system.resolve(name);
    // An interface that has left has none, nor has a kernel that is older than a setting.
    if (Files.exists(file) && read(file) != value) {
      try {
        Files.writeString(file, Integer.toString(value));
      } catch (IOException e) {
        wrong.put(name, value);
        causes.add(e);
      }
    }
  }

  /// -1 where there is no such number.
  private static int read(Path file) {
    try {
      return Integer.parseInt(Files.readString(file).strip());
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
  }
}
