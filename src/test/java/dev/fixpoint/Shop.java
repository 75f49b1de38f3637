// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import dev.fixpoint.kit.Client;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.Netns;
import dev.fixpoint.kit.NoAnswer;
import dev.fixpoint.kit.SimPod;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A namespace of a user: what they apply, and what they look at, through kubectl.
final class Shop {
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final String WAIT = "--timeout=90s";

  private final ControlPlane controlPlane;
  private final Fleet fleet;
  private final String namespace;

  Shop(ControlPlane controlPlane, Fleet fleet) {
    this.controlPlane = controlPlane;
    this.fleet = fleet;
    this.namespace = controlPlane.namespace("shop");
  }

  String namespace() {
    return namespace;
  }

  /// A ready pod that `app: web` selects, with a container port named http.
  SimPod pod(String node, String name) {
    return fleet.node(node).pod(namespace, name, Map.of("app", "web"));
  }

  /// A pod that nothing selects.
  SimPod client(String node) {
    return fleet.node(node).pod(namespace, "client-" + node, Map.of("app", "client"));
  }

  /// Applies a VirtualService that selects `app: web`.
  ///
  /// @param more further lines of the spec, or none
  void apply(String name, String... more) {
    var manifest =
        """
        apiVersion: fixpoint.dev/v1alpha1
        kind: VirtualService
        metadata: {name: %s, namespace: %s}
        spec:
          selector: {matchLabels: {app: web}}
          ports: [{port: 80, targetPort: http}]
        """
            .formatted(name, namespace);
    for (var line : more) {
      manifest += "  " + line + "\n";
    }
    controlPlane.kubectlWithInput(manifest, "apply", "-f", "-").orThrow("apply " + name);
  }

  void delete(String name) {
    kubectl("delete", "vsvc", name);
  }

  /// Waits until it is ready: an address, endpoints, and every live node routes it.
  void awaitReady(String name) {
    await(name, "Ready", "True");
    await(name, "Programmed", "True");
  }

  void await(String name, String condition, String status) {
    kubectl("wait", "--for=condition=" + condition + "=" + status, "vsvc/" + name, WAIT);
  }

  /// Waits until the status counts these endpoints, such as `2/3`, and all nodes route them.
  void awaitEndpoints(String name, String wanted) {
    kubectl("wait", "--for=jsonpath={.status.summary.endpoints}=" + wanted, "vsvc/" + name, WAIT);
    await(name, "Programmed", "True");
  }

  String address(String name) {
    return kubectl("get", "vsvc", name, "-o", "jsonpath={.status.addresses[0]}");
  }

  /// A condition's reason and message.
  String condition(String name, String type) {
    return kubectl(
        "get",
        "vsvc",
        name,
        "-o",
        "jsonpath={range .status.conditions[?(@.type==\"%s\")]}{.status} {.reason}: {.message}{end}"
            .formatted(type));
  }

  String kubectl(String... args) {
    var all = new String[args.length + 2];
    all[0] = "-n";
    all[1] = namespace;
    System.arraycopy(args, 0, all, 2, args.length);
    var run = controlPlane.kubectl(all);
    if (run.exit() != 0) {
      var state = controlPlane.kubectl("-n", namespace, "get", "vsvc", "-o", "wide").out();
      throw new AssertionError(
          "kubectl %s: %s%n%s%noperator: %s"
              .formatted(String.join(" ", args), run.err(), state, fleet.operator().tail(40)));
    }
    return run.out();
  }

  /// Who answers to as many connections as given.
  static Set<String> answers(Netns from, String address, int times) throws NoAnswer {
    var answers = new TreeSet<String>();
    for (int i = 0; i < times; i++) {
      answers.add(Client.ask(from, address, 80, ANSWER));
    }
    return answers;
  }
}
