// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.forwarding.Guard;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Share;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Balancing.Algorithm;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What real kernels list of one table in each family, by either kind of tools; and that table.
/// `IptGoldenIT` leaves what it has seen in `target/golden`, to be copied where it is right.
final class GoldenChains {
  private static final String FOLDER = "/golden/dataplane/iptables/";

  private GoldenChains() {}

  static NodeRules rules() {
    return new NodeRules(ranges("10.96.0.0/29", "fd96::/125"))
        .reachedBy(Set.of("eth0", "eth1"), ranges("10.1.0.0/16", "fd01::/64"))
        .withClients(Map.of("front", Set.of(Ip.of("10.1.0.7"), Ip.of("fd01::7"))));
  }

  /// Something of each kind, in both families.
  static Map<Frontend, Forward> table() {
    var table = new TreeMap<Frontend, Forward>();
    put(table, "10.96.0.1", "203.0.113.7", "192.0.2.1", "10.1.0.");
    put(table, "fd96::1", "2001:db8:7::7", "2001:db8::1", "fd01::");
    return table;
  }

  private static void put(
      Map<Frontend, Forward> table, String vip, String edge, String node, String pods) {
    var three = List.of(new Share(90, targets(pods, 1, 2)), new Share(10, targets(pods, 4)));
    var kept = new Balancing(Algorithm.Random, 600);
    var turns = new Balancing(Algorithm.RoundRobin, 0);
    var http = new Frontend(Ip.of(vip), Protocol.TCP, 80);
    var outside = new Frontend(Ip.of(edge), Protocol.TCP, 80, Side.OUTSIDE);
    table.put(http, forward(three, Guard.NONE, kept).admitting(access(false, true)));
    table.put(
        new Frontend(Ip.of(vip), Protocol.UDP, 53),
        forward(three, Guard.NONE, turns).admitting(access(true, true)));
    table.put(
        new Frontend(Ip.of(vip), Protocol.SCTP, 81),
        forward(three, Guard.NONE, Balancing.RANDOM).admitting(access(true, false)));
    table.put(
        new Frontend(Ip.of(vip), Protocol.TCP, 82),
        forward(List.of(), Guard.NONE, Balancing.RANDOM));
    table.put(outside.on(Side.INSIDE), forward(three, Guard.NONE, Balancing.RANDOM));
    table.put(outside, forward(three, Guard.NONE, Balancing.RANDOM));
    table.put(
        new Frontend(Ip.of(node), Protocol.TCP, 28017, Side.OUTSIDE),
        forward(List.of(), new Guard(true, true, List.of()), Balancing.RANDOM));
  }

  private static Forward forward(List<Share> shares, Guard guard, Balancing balancing) {
    return new Forward(new Key("shop", "checkout"), shares, guard, balancing);
  }

  private static Optional<Access> access(boolean drop, boolean audit) {
    var ranges = ranges("10.20.0.0/16", "fd20::/64").stream().sorted().toList();
    return Optional.of(new Access(List.of("front"), ranges, drop, audit));
  }

  /// The first two are on the node.
  private static List<Target> targets(String pods, int... numbers) {
    return Arrays.stream(numbers)
        .mapToObj(number -> new Target(Ip.of(pods + number), 8080, number < 3))
        .toList();
  }

  private static Set<IpRange> ranges(String... texts) {
    return Stream.of(texts).map(t -> IpRange.parse(t).orElseThrow()).collect(Collectors.toSet());
  }

  /// The lines of a listing that are about us, with neither counters nor quotes, in their order but
  /// for the chains, which each kind of tools lists in another.
  static String ours(String listing) {
    var tables = new TreeMap<String, StringBuilder>();
    var chains = new TreeMap<String, StringBuilder>();
    var table = "";
    for (var line : listing.lines().toList()) {
      if (line.startsWith("*")) {
        table = line;
        tables.put(table, new StringBuilder());
      } else if (line.contains("FIXPOINT")) {
        var name = table + " " + line.replaceFirst("^(:|-A )(\\S+) .*", "$2");
        var text = line.replaceFirst(" \\[[0-9:]+]$", "").replace("\"", "");
        chains.computeIfAbsent(name, n -> new StringBuilder()).append(text).append('\n');
      }
    }
    chains.forEach((name, text) -> tables.get(name.split(" ")[0]).append(text));
    var all = new StringBuilder();
    tables.forEach((name, text) -> all.append(text.isEmpty() ? "" : name + "\n" + text));
    return all.toString();
  }

  static String read(String name) throws IOException {
    try (var stream = GoldenChains.class.getResourceAsStream(FOLDER + name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
