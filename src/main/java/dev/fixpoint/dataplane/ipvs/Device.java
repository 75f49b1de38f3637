// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The dummy device whose routes make virtual addresses the node's own, by `ip`: in the network
/// namespace of the thread that calls it.
final class Device {

  /// Its routes are all ours.
  private static final String NAME = "fixpoint0";

  /// Addresses that nobody has (RFC 5737, RFC 3849): the way there tells the node's own.
  private static final Map<Family, String> ELSEWHERE =
      Map.of(Family.IPV4, "203.0.113.255", Family.IPV6, "2001:db8:ffff:ffff::1");

  private Device() {}

  private static boolean isThere() throws DataplaneException {
    try (var devices = Files.lines(Path.of("/proc/thread-self/net/dev"))) {
      return devices.anyMatch(line -> line.strip().startsWith(NAME + ":"));
    } catch (IOException e) {
      throw new DataplaneException("ipvs: cannot list network devices: " + e, e);
    }
  }

  /// The addresses that it makes the node's own.
  static Set<Ip> addresses(Family family) throws DataplaneException {
    if (!isThere()) {
      return Set.of();
    }
    var line = List.of("ip", flag(family), "route", "show", "table", "local", "dev", NAME);
    var routes = new HashSet<Ip>();
    // Of IPv6 the table does not exist before its first route.
    IpvsTools.TOOL
        .run(line, "")
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

  /// With the node's own address as the source of what it sends there itself: it would else be the
  /// virtual one. Beside whatever route there is: the address may be one of the node's interfaces.
  static void route(Family family, List<String> come, List<String> go) throws DataplaneException {
    var lines = new ArrayList<String>();
    go.forEach(
        address -> lines.add("route del local " + address + " dev " + NAME + " table local"));
    if (!come.isEmpty()) {
      if (!isThere()) {
        IpvsTools.TOOL.output(List.of("ip", "link", "add", NAME, "type", "dummy"), "");
        IpvsTools.TOOL.output(List.of("ip", "link", "set", NAME, "up"), "");
      }
      var source = source(family).map(ip -> " src " + ip).orElse("");
      come.forEach(
          address ->
              lines.add(
                  "route append local " + address + " dev " + NAME + " table local" + source));
    }
    if (!lines.isEmpty()) {
      IpvsTools.TOOL.output(
          List.of("ip", flag(family), "-force", "-batch", "-"), String.join("\n", lines) + "\n");
    }
  }

  private static Optional<Ip> source(Family family) throws DataplaneException {
    var line = List.of("ip", flag(family), "route", "get", ELSEWHERE.get(family));
    var words = List.of(IpvsTools.TOOL.run(line, "").output().strip().split("\\s+"));
    int at = words.indexOf("src");
    return at < 0 || at + 1 >= words.size() ? Optional.empty() : Ip.parse(words.get(at + 1));
  }

  /// Removes the device; the routes go with it.
  static void remove() throws DataplaneException {
    if (isThere()) {
      IpvsTools.TOOL.output(List.of("ip", "link", "del", NAME), "");
    }
  }
}
