// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.process.Command;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Speaks to the kernel: by ipvsadm, ipset, iptables and ip, and by files of `/proc/sys`. In the
/// network namespace of the thread that calls it.
final class IpvsTools {

  /// Holds the routes to virtual addresses, and so tells which are ours.
  static final String DEVICE = "fixpoint0";

  private static final Path SYSTEM = Path.of("/proc/sys/net/ipv4");
  private static final Command TOOL = new Command("ipvs", Duration.ofMinutes(2));

  /// What these do is told in docs/concepts.md.
  private static final Map<String, String> SETTINGS =
      Map.of(
          "conntrack", "1",
          "conn_reuse_mode", "1",
          "expire_nodest_conn", "1",
          "expire_quiescent_template", "1");

  /// Addresses that nobody has (RFC 5737, RFC 3849): the way there tells the node's own.
  private static final Map<Family, String> ELSEWHERE =
      Map.of(Family.IPV4, "203.0.113.255", Family.IPV6, "2001:db8:ffff:ffff::1");

  /// Empty, or `-legacy` where this kernel has no nf_tables under iptables.
  private final String variant;

  private IpvsTools(String variant) {
    this.variant = variant;
  }

  /// @throws DataplaneException if the kernel has no IPVS, or a tool is missing
  static IpvsTools open() throws DataplaneException {
    if (!hasIpvs()) {
      try {
        TOOL.run(List.of("modprobe", "-a", "ip_vs", "ip_vs_wrr", "ip_vs_wlc", "ip_vs_mh"), "");
      } catch (DataplaneException noModprobe) {
        throw missing(noModprobe);
      }
      if (!hasIpvs()) {
        throw missing(null);
      }
    }
    for (var variant : List.of("", "-legacy")) {
      try {
        if (TOOL.run(List.of("iptables" + variant + "-save", "-t", "nat"), "").status() == 0) {
          return new IpvsTools(variant);
        }
      } catch (DataplaneException notInstalled) {
        continue;
      }
    }
    throw new DataplaneException(
        "ipvs: neither iptables nor iptables-legacy works on this kernel: load the module"
            + " iptable_nat or nft_compat, or set agent.backend to nftables");
  }

  static boolean hasIpvs() {
    return Files.exists(Path.of("/proc/thread-self/net/ip_vs"));
  }

  private static DataplaneException missing(Throwable cause) {
    return new DataplaneException(
        "ipvs: this kernel has no ip_vs: run modprobe ip_vs on the node, or set agent.backend to"
            + " nftables",
        cause);
  }

  private String iptables(Family family, String which) {
    return (family == Family.IPV4 ? "iptables" : "ip6tables") + variant + which;
  }

  Observed observe() throws DataplaneException {
    var chains = new EnumMap<Family, Map<String, List<String>>>(Family.class);
    var routed = new HashSet<Ip>();
    for (var family : Family.values()) {
      chains.put(family, Chains.parse(TOOL.output(List.of(iptables(family, "-save")), "")));
      if (hasDevice()) {
        routed.addAll(routes(family));
      }
    }
    return Observed.of(
        Sets.parse(TOOL.output(List.of("ipset", "save"), "")),
        IpvsText.parse(ipvsadm("", "-S", "-n")),
        routed,
        chains);
  }

  private static boolean hasDevice() throws DataplaneException {
    try (var devices = Files.lines(Path.of("/proc/thread-self/net/dev"))) {
      return devices.anyMatch(line -> line.strip().startsWith(DEVICE + ":"));
    } catch (IOException e) {
      throw new DataplaneException("ipvs: cannot list network devices: " + e, e);
    }
  }

  private static Set<Ip> routes(Family family) throws DataplaneException {
    var line = List.of("ip", flag(family), "route", "show", "table", "local", "dev", DEVICE);
    var routes = new HashSet<Ip>();
    // Of IPv6 the table does not exist before its first route.
    TOOL.run(line, "")
        .output()
        .lines()
        .map(text -> text.strip().split(" +"))
        .filter(words -> words.length > 1 && words[0].equals("local"))
        .flatMap(words -> Ip.parse(words[1]).stream())
        .filter(Ip::isForwardable) // the device has a link-local address of its own
        .forEach(routes::add);
    return routes;
  }

  private static String flag(Family family) {
    return family == Family.IPV4 ? "-4" : "-6";
  }

  void apply(Change change) throws DataplaneException {
    ipset(change.sets());
    for (var family : change.rules().keySet()) {
      TOOL.output(
          List.of(iptables(family, "-restore"), "--noflush", "-w", "10"),
          change.rules().get(family));
    }
    restore(change.services());
    ipset(change.admissions());
    for (var family : Family.values()) {
      route(family, change.routes(family, true), change.routes(family, false));
    }
    restore(change.ended());
    ipset(change.leavings());
  }

  private static void ipset(List<String> lines) throws DataplaneException {
    if (!lines.isEmpty()) {
      TOOL.output(List.of("ipset", "-exist", "restore"), String.join("\n", lines) + "\n");
    }
  }

  private static void restore(List<String> lines) throws DataplaneException {
    if (!lines.isEmpty()) {
      ipvsadm(String.join("\n", lines) + "\n", "-R");
    }
  }

  /// It ends with status 0 whatever became of the lines: its words tell.
  private static String ipvsadm(String input, String... arguments) throws DataplaneException {
    var line = new ArrayList<>(List.of("ipvsadm"));
    line.addAll(Arrays.asList(arguments));
    var result = TOOL.run(line, input);
    if (result.status() != 0 || !result.errors().isBlank()) {
      throw new DataplaneException("ipvs: ipvsadm: " + result.words());
    }
    return result.output();
  }

  /// With the node's own address as the source of what it sends there itself: it would else be the
  /// virtual one. Beside whatever route there is: the address may be one of the node's interfaces.
  private static void route(Family family, List<String> come, List<String> go)
      throws DataplaneException {
    var lines = new ArrayList<String>();
    go.forEach(
        address -> lines.add("route del local " + address + " dev " + DEVICE + " table local"));
    if (!come.isEmpty()) {
      if (!hasDevice()) {
        TOOL.output(List.of("ip", "link", "add", DEVICE, "type", "dummy"), "");
        TOOL.output(List.of("ip", "link", "set", DEVICE, "up"), "");
      }
      var source = source(family).map(ip -> " src " + ip).orElse("");
      come.forEach(
          address ->
              lines.add(
                  "route append local " + address + " dev " + DEVICE + " table local" + source));
    }
    if (!lines.isEmpty()) {
      TOOL.output(
          List.of("ip", flag(family), "-force", "-batch", "-"), String.join("\n", lines) + "\n");
    }
  }

  private static Optional<Ip> source(Family family) throws DataplaneException {
    var line = List.of("ip", flag(family), "route", "get", ELSEWHERE.get(family));
    var words = List.of(TOOL.run(line, "").output().strip().split("\\s+"));
    int at = words.indexOf("src");
    return at < 0 || at + 1 >= words.size() ? Optional.empty() : Ip.parse(words.get(at + 1));
  }

  /// Sets what must be set of the kernel: of IPVS, and that no uplink answers for an address which
  /// it does not have.
  void configure(Collection<String> uplinks) throws DataplaneException {
    for (var setting : SETTINGS.entrySet()) {
      set(SYSTEM.resolve("vs").resolve(setting.getKey()), setting.getValue());
    }
    for (var uplink : uplinks) {
      var conf = SYSTEM.resolve("conf").resolve(uplink);
      if (Files.isDirectory(conf)) {
        set(conf.resolve("arp_ignore"), "1");
        set(conf.resolve("arp_announce"), "2");
      }
    }
  }

  private static void set(Path file, String value) throws DataplaneException {
    try {
      if (!Files.readString(file).strip().equals(value)) {
        Files.writeString(file, value);
      }
    } catch (NoSuchFileException gone) {
      return; // an interface that has left, or an older kernel
    } catch (IOException e) {
      throw new DataplaneException(
          "ipvs: cannot set %s: set it to %s on the node (%s)"
              .formatted(file, value, e.getMessage()),
          e);
    }
  }

  /// The active and inactive connections of each server.
  ///
  /// @param services which ones; where they are many, all are listed at once
  String connections(Collection<Service> services) throws DataplaneException {
    if (services.size() > 4) {
      return ipvsadm("", "-L", "-n");
    }
    var list = new StringBuilder();
    for (var service : services) {
      var option = service.option().split(" ");
      list.append(ipvsadm("", "-L", "-n", option[0], option[1]));
    }
    return list.toString();
  }

  /// Which of these services there are already.
  Set<Service> present(Collection<Service> services) throws DataplaneException {
    var present = new HashSet<Service>();
    if (services.size() > 4) {
      present.addAll(IpvsText.parse(ipvsadm("", "-S", "-n")).keySet());
      present.retainAll(services);
      return present;
    }
    for (var service : services) {
      var option = service.option().split(" ");
      var line = List.of("ipvsadm", "-L", "-n", option[0], option[1]);
      if (IpvsText.figures(TOOL.run(line, "").output(), 0).containsKey(service)) {
        present.add(service);
      }
    }
    return present;
  }

  /// How many connections each server has had.
  String counters() throws DataplaneException {
    return ipvsadm("", "-L", "-n", "--stats", "--exact");
  }

  /// Removes the device; the routes go with it.
  void removeDevice() throws DataplaneException {
    if (hasDevice()) {
      TOOL.output(List.of("ip", "link", "del", DEVICE), "");
    }
  }
}
