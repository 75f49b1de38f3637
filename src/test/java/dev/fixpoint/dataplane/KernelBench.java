// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import dev.fixpoint.dataplane.iptables.IptablesDataplane;
import dev.fixpoint.dataplane.ipvs.IpvsDataplane;
import dev.fixpoint.dataplane.nftables.NftablesDataplane;
import dev.fixpoint.dataplane.process.Command;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Prints what calls of backends cost, in a namespace of its own for each: one row for a backend
/// and a number of frontends.
public final class KernelBench {
  private static final int ENDPOINTS = 5;
  private static final int MANY = 1_000;
  private static final Key OWNER = new Key("bench", "bench");

  /// The address that leads to a real pod, for the way of a packet.
  private static final Frontend REAL = new Frontend(Ip.of("10.97.255.1"), Protocol.TCP, 80);

  /// For what is repeated, each: a backend may take seconds for a change.
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final String NUMBER = "[0-9]+";

  private KernelBench() {}

  interface Call {
    void run() throws Exception;
  }

  /// @param words backends, and numbers of frontends
  public static void main(String... words) throws Exception {
    var all = List.of(words);
    System.out.printf(
        "%-15s | %9s | %8s | %9s | %8s | %-27s | %-27s | %-27s | %-27s | %-27s%n",
        "backend",
        "frontends",
        "load s",
        "restart s",
        "1000 ms",
        "one endpoint p50 / p99 (n)",
        "5, 4, 5 endpoints",
        "new frontend, gone",
        "to the address",
        "to the pod");
    for (var backend : all.stream().filter(word -> !word.matches(NUMBER)).toList()) {
      for (var size : all.stream().filter(word -> word.matches(NUMBER)).toList()) {
        try (var net = new TestNet()) {
          net.serve("p1", 8080);
          net.serve("p2", 8080);
          measure(net, backend, Integer.parseInt(size));
        }
      }
    }
    System.exit(0); // whatever threads the backends have left
  }

  private static Dataplane open(String backend) throws DataplaneException {
    return switch (backend) {
      case "nftables" -> NftablesDataplane.open();
      case "iptables" -> IptablesDataplane.open();
      case "iptables-legacy" -> legacy();
      case "ipvs" -> IpvsDataplane.open();
      default -> throw new IllegalArgumentException("no backend: " + backend);
    };
  }

  /// By the older tools, as where the kubelet says that it uses them (KEP-3178).
  private static Dataplane legacy() throws DataplaneException {
    new Command("hint", LIMIT)
        .run(List.of("iptables-legacy", "-t", "mangle", "-N", "KUBE-IPTABLES-HINT"), "");
    return IptablesDataplane.open();
  }

  private static void measure(TestNet net, String backend, int size) throws Exception {
    var table = new HashMap<Frontend, Forward>();
    for (int i = 0; i < size; i++) {
      table.put(frontend(i), forward(i, ENDPOINTS, 0));
    }
    // So that what nftables makes for four endpoints is there.
    table.put(frontend(size), forward(size, ENDPOINTS - 1, 0));
    table.put(REAL, Forward.evenly(OWNER, List.of(new Target(Ip.of("10.1.0.1"), 8080, true))));
    var columns = net.in(TestNet.NODE, () -> changes(backend, size, table));
    var through = connects(net, "10.97.255.1", 80);
    // Another pod: IPVS takes what a port of the client has with one for part of what it had.
    var direct = connects(net, "10.1.0.2", 8080);
    System.out.printf("%-15s | %9d | %s | %s | %s%n", backend, size, columns, through, direct);
  }

  private static String connects(TestNet net, String address, int port) throws Exception {
    return times(round -> net.connect(TestNet.PEER, address, port).close(), 2_000);
  }

  private static String changes(String backend, int size, Map<Frontend, Forward> table)
      throws Exception {
    try (var dataplane = open(backend)) {
      double load = millis(() -> dataplane.replace(table, NodeRules.NONE));
      var one = frontend(size / 2);
      var replaced = times(i -> update(dataplane, one, forward(0, ENDPOINTS, i + 1)), 500);
      var scaled = times(i -> update(dataplane, one, forward(0, 4 + i % 2, 0)), 100);
      var other = frontend(size + 1);
      var comes =
          times(
              i -> {
                if (i % 2 == 0) {
                  update(dataplane, other, forward(0, ENDPOINTS, 0));
                } else {
                  dataplane.update(Map.of(), Set.of(other), NodeRules.NONE);
                }
              },
              100);
      update(dataplane, one, table.get(one));
      dataplane.update(Map.of(), Set.of(other), NodeRules.NONE);
      try (var next = open(backend)) {
        double restart = millis(() -> next.replace(table, NodeRules.NONE));
        var thousand = new HashMap<Frontend, Forward>();
        for (int i = 0; i < Math.min(size, MANY); i++) {
          thousand.put(frontend(i), forward(i, ENDPOINTS, i + MANY));
        }
        double many = millis(() -> next.update(thousand, Set.of(), NodeRules.NONE));
        return "%8.2f | %9.2f | %8.1f | %s | %s | %s"
            .formatted(load / 1e3, restart / 1e3, many, replaced, scaled, comes);
      }
    }
  }

  private static void update(Dataplane dataplane, Frontend frontend, Forward forward)
      throws DataplaneException {
    dataplane.update(Map.of(frontend, forward), Set.of(), NodeRules.NONE);
  }

  interface Repeated {
    void run(int round) throws Exception;
  }

  private static String times(Repeated call, int count) throws Exception {
    var times = new ArrayList<Double>();
    long end = System.nanoTime() + LIMIT.toNanos();
    for (int i = 0; i < count && (i < 2 || System.nanoTime() < end); i++) {
      int round = i;
      times.add(millis(() -> call.run(round)));
    }
    times.sort(null);
    return "%8.3f / %8.3f ms (%4d)"
        .formatted(times.get(times.size() / 2), times.get(times.size() * 99 / 100), times.size());
  }

  private static double millis(Call call) throws Exception {
    long start = System.nanoTime();
    call.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private static Frontend frontend(int number) {
    return new Frontend(Ip.of("10.96.0.1").plus(number), Protocol.TCP, 80);
  }

  /// @param version another one has another first endpoint
  private static Forward forward(int number, int endpoints, int version) {
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < endpoints; i++) {
      long distance = i == 0 && version > 0 ? 8_000_000L + version : number * 5L + i;
      targets.add(new Target(Ip.of("10.128.0.1").plus(distance), 8080, false));
    }
    return Forward.evenly(OWNER, targets);
  }
}
