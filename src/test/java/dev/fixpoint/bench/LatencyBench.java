// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.Fleet;
import dev.fixpoint.Scale;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.FixpointProcess;
import dev.fixpoint.kit.SimPod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// How long a pod's readiness takes to arrive everywhere: from the patch of its status to the
/// intent, the kernel, a connection, and the condition `Programmed`.
final class LatencyBench {
  private static final int[] SERVICES = {10, 1_000, 5_000};
  private static final int ROUNDS = 50;
  private static final int WARM_UP = 10;
  private static final int OTHERS_PER_SECOND = 20;
  private static final int OTHER_PODS = 40;

  private LatencyBench() {}

  /// @param args numbers of VirtualServices; by default 10, 1,000 and 5,000
  static void run(ControlPlane controlPlane, String... args) {
    System.out.println(
        "From a pod's readiness to everywhere, in ms, two nodes (p50 / p99 of " + ROUNDS + "):");
    System.out.printf(
        "%-9s %-6s %17s %17s %17s %17s%n",
        "services", "", "intent written", "kernel applied", "connectable", "Programmed");
    var sizes =
        args.length == 0
            ? SERVICES
            : java.util.Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
    for (int services : sizes) {
      measure(controlPlane, services);
    }
  }

  private static void measure(ControlPlane controlPlane, int services) {
    var settings =
        Map.of(
            "FIXPOINT_LEADER_ELECTION",
            "false",
            FixpointProcess.JAVA_OPTIONS,
            FixpointProcess.AS_SHIPPED);
    try (var fleet = Fleet.start(controlPlane, settings, "n1", "n2")) {
      var namespace = controlPlane.namespace("latency");
      int others = services - 1;
      Scale.run(controlPlane, namespace, others, name -> Map.of("svc", name));
      try (var probe = new Probe(controlPlane, fleet)) {
        for (int i = 0; i < WARM_UP; i++) {
          probe.round();
        }
        print(services, "idle", probe);
        var pods = pods(fleet, namespace, others);
        try (var load = Executors.newSingleThreadScheduledExecutor()) {
          var next = new int[1];
          load.scheduleAtFixedRate(
              () -> flip(pods, next[0]++), 0, 1_000_000 / OTHERS_PER_SECOND, TimeUnit.MICROSECONDS);
          print(services, "busy", probe);
          load.shutdownNow();
        }
      }
      controlPlane.client().namespaces().withName(namespace).delete();
    }
  }

  /// Pods that other services select, one service each.
  private static List<SimPod> pods(Fleet fleet, String namespace, int services) {
    var pods = new ArrayList<SimPod>();
    for (int i = 0; i < OTHER_PODS; i++) {
      pods.add(
          fleet
              .node(i % 2 == 0 ? "n1" : "n2")
              .podBuilder(namespace, "other-" + i, Map.of("svc", "svc-" + i % services))
              .withoutTraffic()
              .create());
    }
    return pods;
  }

  private static void flip(List<SimPod> pods, int count) {
    pods.get(count % pods.size()).setReady(count / pods.size() % 2 == 1);
  }

  private static void print(int services, String what, Probe probe) {
    var times = new TreeMap<Probe.Stage, List<Double>>();
    for (int i = 0; i < ROUNDS; i++) {
      probe
          .round()
          .forEach((stage, ms) -> times.computeIfAbsent(stage, s -> new ArrayList<>()).add(ms));
    }
    System.out.printf("%,9d %-6s", services, what);
    for (var list : times.values()) {
      list.sort(null);
      System.out.printf(
          " %7.1f / %7.1f", list.get(list.size() / 2), list.get((int) (list.size() * 0.99)));
    }
    System.out.println();
  }
}
