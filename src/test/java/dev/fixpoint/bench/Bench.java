// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.Fleet;
import dev.fixpoint.Scale;
import dev.fixpoint.dataplane.nftables.NftBench;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.FixpointProcess;
import java.util.Arrays;
import java.util.Map;

/// Prints what changes cost: in the kernel of one node, and from the API to all nodes.
public final class Bench {
  private static final int[] SERVICES = {100, 1_000};
  private static final int PODS = 5;
  private static final String LATENCY = "latency";
  private static final String MEMORY = "memory";
  private static final String IPAM = "ipam";
  private static final String KERNEL = "kernel";
  private static final String AGENT = "agent";
  private static final String[] MANY_FRONTENDS = {"1000", "10000", "100000"};
  private static final int MANY_SERVICES = 10_000;
  private static final int MANY_PODS = 50_000;
  private static final String[] FRONTENDS = {"1000", "10000"};

  private Bench() {}

  /// @param args numbers of frontends for the kernel's table, by default 1,000 and 10,000; or
  ///     `kernel` and such numbers, by default up to 100,000; or
  ///     `agent` and numbers of addresses, by default 1,000 and 10,000; or
  ///     `memory` and the numbers of VirtualServices and pods, by default 10,000 and 50,000; or
  ///     `latency` and numbers of VirtualServices, by default 10, 1,000 and 5,000; or `ipam` and
  ///     the number of addresses, by default 10,000
  public static void main(String... args) throws Exception {
    if (args.length > 0 && args[0].equals(IPAM)) {
      IpamBench.main(Arrays.copyOfRange(args, 1, args.length));
      System.exit(0);
    }
    if (args.length > 0 && args[0].equals(LATENCY)) {
      latency(Arrays.copyOfRange(args, 1, args.length));
      System.exit(0);
    }
    if (args.length > 0 && args[0].equals(MEMORY)) {
      memory(args);
      System.exit(0);
    }
    if (args.length > 0 && args[0].equals(AGENT)) {
      agent(Arrays.copyOfRange(args, 1, args.length));
      System.exit(0);
    }
    if (args.length > 0 && args[0].equals(KERNEL)) {
      NftBench.main(args.length > 1 ? Arrays.copyOfRange(args, 1, args.length) : MANY_FRONTENDS);
      System.exit(0);
    }
    System.out.println("In the kernel of one node (nftables, 5 endpoints for each frontend):");
    NftBench.main(args.length == 0 ? FRONTENDS : args);
    System.out.println("\nFrom the API to two nodes (5 pods behind each VirtualService):");
    try (var controlPlane = ControlPlane.start()) {
      controlPlane.applyCrds();
      for (int services : SERVICES) {
        System.out.println(scale(controlPlane, services));
      }
    }
    System.exit(0);
  }

  private static void latency(String... sizes) {
    try (var controlPlane = ControlPlane.start()) {
      controlPlane.applyCrds();
      LatencyBench.run(controlPlane, sizes);
    }
  }

  private static void agent(String... sizes) throws Exception {
    try (var controlPlane = ControlPlane.start()) {
      controlPlane.applyCrds();
      AgentBench.run(controlPlane, sizes);
    }
  }

  private static void memory(String... args) throws Exception {
    int services = args.length > 1 ? Integer.parseInt(args[1]) : MANY_SERVICES;
    int pods = args.length > 2 ? Integer.parseInt(args[2]) : MANY_PODS;
    System.out.printf("The operator with %d VirtualServices and %d pods:%n", services, pods);
    try (var controlPlane = ControlPlane.start()) {
      controlPlane.applyCrds();
      MemoryBench.run(controlPlane, services, pods);
    }
  }

  private static String scale(ControlPlane controlPlane, int services) {
    try (var fleet =
        Fleet.start(
            controlPlane,
            Map.of(
                "FIXPOINT_LEADER_ELECTION",
                "false",
                FixpointProcess.JAVA_OPTIONS,
                FixpointProcess.AS_SHIPPED),
            "n1",
            "n2")) {
      var namespace = controlPlane.namespace("bench");
      for (int i = 0; i < PODS; i++) {
        fleet
            .node(i % 2 == 0 ? "n1" : "n2")
            .podBuilder(namespace, "web-" + i, Map.of("app", "web"))
            .withoutTraffic()
            .create();
      }
      return Scale.run(controlPlane, namespace, services).table();
    }
  }
}
