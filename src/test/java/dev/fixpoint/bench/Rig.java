// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.Controllers;
import dev.fixpoint.kit.FixpointProcess;
import dev.fixpoint.kit.KubeProxy;
import dev.fixpoint.kit.Netns;
import dev.fixpoint.kit.SimNode;
import dev.fixpoint.kit.SimPod;
import java.util.List;
import java.util.Map;

/// Where all contenders are measured: one control plane, one node, one namespace. All pods are
/// objects alone but one, which answers on the addresses of all of them, and the client.
final class Rig implements AutoCloseable {
  /// The addresses of pods, of which each is answered.
  private static final String PODS = "10.244.128.0/18";

  /// What the peer's own program does; the rest of kube-controller-manager is there for both.
  private static final String WITHOUT =
      "--controllers=*,-endpointslice-controller,-endpoints-controller,"
          + "-endpointslice-mirroring-controller";

  /// For the garbage collector, which has much to do when services go.
  private static final String[] UNLIMITED = {"--kube-api-qps=5000", "--kube-api-burst=5000"};

  private final ControlPlane controlPlane;
  private final SimNode node;
  private final SimPod client;
  private final String namespace;
  private final String fresh;
  private final String direct;

  private Rig(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    controlPlane.applyCrds();
    node = controlPlane.node("n1", "zone-1");
    namespace = controlPlane.namespace("bench");
    fresh = controlPlane.namespace("bench-new");
    direct = controlPlane.namespace("bench-direct");
    client = node.pod(namespace, "client", Map.of("app", "client"));
    var farm = node.pod(namespace, "farm", Map.of("app", "farm"));
    node.netns().ip("route add " + PODS + " via " + farm.ip());
    farm.netns().ip("route add local " + PODS + " dev lo");
    // Each refusal is to be told at once, however many there are.
    node.netns().sysctl("net.ipv4.icmp_ratelimit", "0");
  }

  /// Whose requests are counted.
  private static final List<String> USERS =
      List.of(
          FixpointProcess.account("operator"),
          FixpointProcess.account("agent"),
          Controllers.USER,
          KubeProxy.USER);

  static Rig start() {
    var controlPlane = ControlPlane.startAudited(USERS, WITHOUT, UNLIMITED[0], UNLIMITED[1]);
    try {
      return new Rig(controlPlane);
    } catch (RuntimeException | Error e) {
      controlPlane.close();
      throw e;
    }
  }

  ControlPlane controlPlane() {
    return controlPlane;
  }

  SimNode node() {
    return node;
  }

  String namespace() {
    return namespace;
  }

  /// The namespace in which services come and go.
  String fresh() {
    return fresh;
  }

  /// The namespace of what the benchmark writes for the node itself.
  String direct() {
    return direct;
  }

  /// A pod of the node.
  Netns client() {
    return client.netns();
  }

  /// A ready pod of this number, selected by `app: LABEL`.
  SimPod pod(int number, String name, String label) {
    return pod(namespace, number, name, label);
  }

  /// That of the pod of this number.
  static String podAddress(int number) {
    return "10.244.%d.%d".formatted(128 + number / 250, 1 + number % 250);
  }

  SimPod pod(String where, int number, String name, String label) {
    return node.podBuilder(where, name, Map.of("app", label))
        .withIp(podAddress(number))
        .withoutTraffic()
        .create();
  }

  /// Drops what the node's kernel remembers of connections: those that came before there was a rule
  /// would go past it as long as they are remembered, and so would new ones from the same port.
  void forgetConnections() {
    node.netns().exec("conntrack", "-F").orThrow("no connections");
  }

  @Override
  public void close() {
    controlPlane.close();
  }
}
