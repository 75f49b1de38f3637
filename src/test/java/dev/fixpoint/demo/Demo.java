// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.demo;

import static java.util.stream.Collectors.joining;

import dev.fixpoint.kit.FixpointImage;
import dev.fixpoint.kit.FullCluster;
import dev.fixpoint.kit.Helm;
import dev.fixpoint.kit.Installation;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Builds the image, starts a real cluster of two nodes, installs the chart on it, shows that an
/// address answers whatever becomes of the pods behind it, and stays until Ctrl-C. With `--once` it
/// ends by itself: with 0 if all of it held, else with 1.
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
    var image =
        console.step("building the image of the jar, where it is new", FixpointImage::archive);
    return console.step(
        "starting a cluster: etcd, kube-apiserver, controller-manager, scheduler, two nodes with"
            + " containerd and kubelet",
        () -> FullCluster.start(image));
  }

  private static void showAll(FullCluster cluster, Console console) throws Exception {
    var controlPlane = cluster.controlPlane();
    var installation = new Installation(cluster, Helm.V4);
    console.step(
        "installing the chart",
        () -> {
          console.command(
              "helm install fixpoint helm -n fixpoint-system --create-namespace",
              firstLines(installation.install().out()));
          installation.awaitRolledOut();
          console.command(
              "kubectl -n fixpoint-system get pods -o wide",
              installation.kubectl("get", "pods", "-o", "wide").orThrow("get pods").out());
          return installation;
        });
    var tour = new ShopTour(controlPlane, console);
    show(console, "a Deployment of three pods behind one address", tour::applyAndWait);
    show(console, "the address answers on each node, spread over the pods", tour::spreads);
    show(console, "one pod's readiness probe fails: no new connection", tour::failsAProbe);
    show(console, "a pod is deleted: its replacement answers", tour::replacesAPod);
    show(console, "what there is now", tour::overview);
    console.step(
        "the check of the installation",
        () -> {
          var test = installation.test().orThrow("helm test");
          console.command("helm test fixpoint -n fixpoint-system --logs", test.out().strip());
          return test;
        });
  }

  /// What helm says before the notes of the chart.
  private static String firstLines(String output) {
    return output.lines().takeWhile(line -> !line.startsWith("NOTES")).collect(joining("\n"));
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
