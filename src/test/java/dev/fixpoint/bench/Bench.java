// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.Fleet;
import dev.fixpoint.Scale;
import dev.fixpoint.dataplane.nftables.NftBench;
import dev.fixpoint.kit.ControlPlane;
import java.util.Arrays;
import java.util.Map;

/// Prints what changes cost: in the kernel of one node, and from the API to all nodes.
public final class Bench {
  private static final int[] SERVICES = {100, 1_000};
  private static final int PODS = 5;
  private static final String[] FRONTENDS = {"1000", "10000"};

  private Bench() {}

  /// @param args numbers of frontends for the kernel's table, by default 1,000 and 10,000; or
  ///     `latency` and numbers of VirtualServices, by default 10, 1,000 and 5,000
  public static void main(String... args) throws Exception {
    if (args.length > 0 && args[0].equals("latency")) {
      try (var controlPlane = ControlPlane.start()) {
        controlPlane.applyCrds();
        LatencyBench.run(controlPlane, Arrays.copyOfRange(args, 1, args.length));
      }
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

  private static String scale(ControlPlane controlPlane, int services) {
    try (var fleet =
        Fleet.start(controlPlane, Map.of("FIXPOINT_LEADER_ELECTION", "false"), "n1", "n2")) {
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
