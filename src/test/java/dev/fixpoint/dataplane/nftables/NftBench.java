// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Prints what calls cost, in a namespace of its own: `java … NftBench 1000 10000 100000`.
public final class NftBench {

  private static final int ENDPOINTS = 5;
  private static final Key OWNER = new Key("bench", "bench");

  private NftBench() {}

  interface Call {
    void run() throws Exception;
  }

  public static void main(String[] sizes) throws Exception {
    System.out.printf(
        "%9s %9s %9s %9s | %-19s | %-19s | %-19s | %-19s | %-19s | %-19s%n",
        "frontends",
        "load s",
        "restart s",
        "1000 ms",
        "replace one p50/p99",
        "5→4→5, chains exist",
        "new frontend, gone",
        "5→6, new chain",
        "connect to address",
        "connect to pod");
    for (var size : sizes) {
      try (var net = new TestNet()) {
        net.serve("p1", 8080);
        measure(net, Integer.parseInt(size));
      }
    }
  }

  /// The address that leads to a real pod, for the way of a packet.
  private static final Frontend REAL = new Frontend(Ip.of("10.97.255.1"), Protocol.TCP, 80);

  private static void measure(TestNet net, int size) throws Exception {
    var table = new HashMap<Frontend, Forward>();
    for (int i = 0; i < size; i++) {
      table.put(frontend(i), forward(i, ENDPOINTS, 0));
    }
    table.put(frontend(size), forward(size, ENDPOINTS - 1, 0)); // so that pick-4 exists
    var pod = new Target(Ip.of("10.1.0.1"), 8080, true);
    table.put(REAL, Forward.evenly(OWNER, List.of(pod)));
    var columns = net.in(TestNet.NODE, () -> changes(size, table));
    var through = connects(net, "10.97.255.1", 80);
    var direct = connects(net, "10.1.0.1", 8080);
    System.out.printf("%s | %s | %s%n", columns, through, direct);
  }

  private static String connects(TestNet net, String address, int port) throws Exception {
    return times(round -> net.connect(TestNet.PEER, address, port).close(), 2_000);
  }

  private static String changes(int size, Map<Frontend, Forward> table) throws Exception {
    try (var dataplane = NftablesDataplane.open();
        var next = NftablesDataplane.open()) {
      double load = millis(() -> dataplane.replace(table, NodeRules.NONE));
      var one = frontend(size / 2);
      var replaced =
          times(
              i -> dataplane.update(Map.of(one, forward(0, 5, i + 1)), Set.of(), NodeRules.NONE),
              500);
      var scaled =
          times(
              i ->
                  dataplane.update(Map.of(one, forward(0, 4 + i % 2, 0)), Set.of(), NodeRules.NONE),
              100);
      var other = frontend(size + 1);
      var comes =
          times(
              i -> {
                if (i % 2 == 0) {
                  dataplane.update(Map.of(other, forward(0, 5, 0)), Set.of(), NodeRules.NONE);
                } else {
                  dataplane.update(Map.of(), Set.of(other), NodeRules.NONE);
                }
              },
              100);
      var grown =
          times(
              i -> dataplane.update(Map.of(one, forward(0, 6 + i, 0)), Set.of(), NodeRules.NONE),
              20);
      dataplane.update(Map.of(one, table.get(one)), Set.of(), NodeRules.NONE);
      double restart = millis(() -> next.replace(table, NodeRules.NONE));
      var thousand = new HashMap<Frontend, Forward>();
      for (int i = 0; i < Math.min(size, 1_000); i++) {
        thousand.put(frontend(i), forward(i, ENDPOINTS, i + 1_000));
      }
      double many = millis(() -> next.update(thousand, Set.of(), NodeRules.NONE));
      return "%9d %9.2f %9.2f %9.1f | %s | %s | %s | %s"
          .formatted(size, load / 1e3, restart / 1e3, many, replaced, scaled, comes, grown);
    }
  }

  interface Repeated {
    void run(int round) throws Exception;
  }

  private static String times(Repeated call, int count) throws Exception {
    var times = new double[count];
    for (int i = 0; i < count; i++) {
      int round = i;
      times[i] = millis(() -> call.run(round));
    }
    Arrays.sort(times);
    return "%8.3f /%8.3fms".formatted(times[count / 2], times[count * 99 / 100]);
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
