// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.demo;

import dev.fixpoint.kit.FullCluster;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// Starts a real cluster of two nodes with an operator and agents, shows that an address answers
/// whatever becomes of the pods behind it, and stays until Ctrl-C. With `--once` it ends by
/// itself: with 0 if all of it held, else with 1.
public final class Demo {
  private Demo() {}

  public static void main(String... args) throws InterruptedException {
    boolean once = List.of(args).contains("--once");
    var console = new Console(System.out);
    int exit = 0;
    try (var cluster = start(console)) {
      exit = tour(cluster, console) ? 0 : 1;
      if (!once) {
        stay(cluster, console);
      }
    } catch (Exception e) {
      console.say("%nno cluster: %s".formatted(e.getMessage()));
      exit = 1;
    }
    System.exit(exit);
  }

  /// @return whether all of it held
  private static boolean tour(FullCluster cluster, Console console) {
    try {
      showAll(cluster, console);
      console.say("%n[%3d s] all of it held".formatted(console.seconds()));
      return true;
    } catch (Exception e) {
      console.say("%nthe demo failed: %s".formatted(e.getMessage()));
      return false;
    }
  }

  private static FullCluster start(Console console) throws Exception {
    return console.step(
        "starting a cluster: etcd, kube-apiserver, controller-manager, scheduler, two nodes with"
            + " containerd and kubelet",
        FullCluster::start);
  }

  private static void showAll(FullCluster cluster, Console console) throws Exception {
    var controlPlane = cluster.controlPlane();
    console.step(
        "installing the CRDs; starting the operator, and an agent on each node",
        () -> {
          controlPlane.applyCrds();
          var operator = controlPlane.startOperator(Map.of());
          var agents =
              cluster.nodes().stream().map(n -> controlPlane.startAgent(n, Map.of())).toList();
          operator.awaitReady();
          agents.forEach(agent -> agent.awaitReady());
          console.command(
              "kubectl get nodes -o wide",
              controlPlane.kubectl("get", "nodes", "-o", "wide").orThrow("get nodes").out());
          return operator;
        });
    var tour = new ShopTour(controlPlane, console);
    show(console, "a Deployment of three pods behind one address", tour::applyAndWait);
    show(console, "the address answers on each node, spread over the pods", tour::spreads);
    show(console, "one pod's readiness probe fails: no new connection", tour::failsAProbe);
    show(console, "a pod is deleted: its replacement answers", tour::replacesAPod);
    show(console, "what there is now", tour::overview);
  }

  private static void show(Console console, String what, Part part) throws Exception {
    console.step(
        what,
        () -> {
          part.show();
          return what;
        });
  }

  private interface Part {
    void show() throws Exception;
  }

  private static void stay(FullCluster cluster, Console console) throws InterruptedException {
    console.say(
        """

        The cluster stays until Ctrl-C. In another shell:
          export KUBECONFIG=%s
          %s get vsvc -A"""
            .formatted(
                cluster.controlPlane().kubeconfig(), cluster.controlPlane().kubectlProgram()));
    new CountDownLatch(1).await(); // Ctrl-C ends the process; its shutdown hook removes the cluster
  }
}
