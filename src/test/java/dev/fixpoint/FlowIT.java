// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.Client;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.Netns;
import dev.fixpoint.kit.NoAnswer;
import dev.fixpoint.kit.SimPod;
import dev.fixpoint.kit.UsesControlPlane;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// From `kubectl apply` to a connection on the address: real API server, real kernel, the built
/// jar.
@UsesControlPlane
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlowIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private ControlPlane cluster;
  private Fleet fleet;
  private String namespace;

  @BeforeAll
  void start(ControlPlane controlPlane) {
    cluster = controlPlane;
    fleet = Fleet.start(controlPlane, Map.of(), "n1", "n2");
  }

  @AfterAll
  void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @BeforeEach
  void newNamespace() {
    namespace = cluster.namespace("flow");
  }

  @Test
  void anAddressAnswersFromEveryNodeAndSpreadsOverThePods() throws NoAnswer {
    var pods = Set.of("web-1", "web-2", "web-3");
    pod("n1", "web-1");
    pod("n1", "web-2");
    pod("n2", "web-3");
    var client = fleet.node("n2").pod(namespace, "client", Map.of("app", "client"));
    apply("checkout", "");

    programmed("checkout");

    var address = address("checkout");
    assertThat(answers(client.netns(), address, 60)).isEqualTo(pods);
    assertThat(answers(fleet.node("n1").netns(), address, 60)).isEqualTo(pods);
    var columns = cluster.kubectl("get", "vsvc", "-n", namespace).out().lines().toList();
    assertThat(columns.getFirst().split("\\s+"))
        .containsExactly(
            "NAME", "TYPE", "ADDRESS", "PORTS", "ENDPOINTS", "NODES", "READY", "REASON", "AGE");
    assertThat(columns.get(1).split("\\s+"))
        .startsWith("checkout", "ClusterIP", address, "80/TCP", "3/3", "2/2", "True", "Ready");
    assertThat(cluster.kubectl("get", "ipaddress", address).out())
        .contains("virtualservices.fixpoint.dev/" + namespace + "/checkout");
  }

  @Test
  void aPodThatIsNotReadyGetsNoNewConnection() throws NoAnswer {
    pod("n1", "web-1");
    var failing = pod("n2", "web-2");
    apply("checkout", "");
    programmed("checkout");

    failing.setReady(false);
    endpoints("checkout", "1/2");

    assertThat(answers(fleet.node("n1").netns(), address("checkout"), 40)).containsOnly("web-1");
  }

  @Test
  void aPodThatMovesToAnotherNodeAnswersAtTheSameAddress() throws NoAnswer {
    var before = pod("n1", "web-1");
    apply("checkout", "");
    programmed("checkout");
    var address = address("checkout");

    before.delete();
    endpoints("checkout", "0/0");
    var after = pod("n2", "web-1");
    endpoints("checkout", "1/1");

    assertThat(after.ip()).isNotEqualTo(before.ip());
    assertThat(address("checkout")).isEqualTo(address);
    assertThat(answers(fleet.node("n1").netns(), address, 5)).containsOnly("web-1");
  }

  @Test
  void aPodReachesItselfThroughTheAddress() throws NoAnswer {
    var pod = pod("n1", "web-1");
    apply("checkout", "");
    programmed("checkout");

    assertThat(answers(pod.netns(), address("checkout"), 3)).containsOnly("web-1");
  }

  @Test
  void withoutEndpointsAndOnOtherPortsConnectionsAreRefusedAtOnce() {
    apply("checkout", "");
    condition("checkout", "Programmed", "True");
    condition("checkout", "EndpointsReady", "False");

    var from = fleet.node("n1").netns();
    var address = address("checkout");
    assertThatThrownBy(() -> Client.ask(from, address, 80, ANSWER))
        .isInstanceOfSatisfying(
            NoAnswer.class, e -> assertThat(e.kind()).isEqualTo(NoAnswer.Kind.REFUSED));
    assertThatThrownBy(() -> Client.ask(from, address, 81, ANSWER))
        .isInstanceOfSatisfying(
            NoAnswer.class, e -> assertThat(e.kind()).isEqualTo(NoAnswer.Kind.REFUSED));
  }

  @Test
  void aDeletedServiceGivesItsAddressBackOnceNoNodeRoutesIt() {
    pod("n1", "web-1");
    apply("checkout", "");
    programmed("checkout");
    var address = address("checkout");

    kubectl("delete", "vsvc", "checkout", "-n", namespace);

    Await.until(
        "the address is free again",
        LIMIT,
        () -> cluster.kubectl("get", "ipaddress", address).exit() != 0);
    for (var node : Set.of("n1", "n2")) {
      var rules = fleet.node(node).netns().exec("nft", "list", "table", "ip", "fixpoint").out();
      assertThat(rules).contains("chain").doesNotContain(address);
    }
  }

  @Test
  void aHandThatEditsTheKernelIsFoundAndMended() throws NoAnswer {
    pod("n1", "web-1");
    apply("checkout", "");
    programmed("checkout");
    var address = address("checkout");
    var node = fleet.node("n2").netns();

    node.exec("nft", "delete", "table", "ip", "fixpoint").orThrow("delete the table");
    fleet.agent("n2").kill();
    fleet.startAgent("n2");
    fleet.agent("n2").awaitReady();

    assertThat(answers(node, address, 3)).containsOnly("web-1");
  }

  private SimPod pod(String node, String name) {
    return fleet.node(node).pod(namespace, name, Map.of("app", "web"));
  }

  private void apply(String name, String more) {
    var manifest =
        """
        apiVersion: fixpoint.dev/v1alpha1
        kind: VirtualService
        metadata: {name: %s, namespace: %s}
        spec:
          selector: {matchLabels: {app: web}}
          ports: [{port: 80, targetPort: http}]
        %s
        """
            .formatted(name, namespace, more);
    cluster.kubectlWithInput(manifest, "apply", "-f", "-").orThrow("apply");
  }

  private void programmed(String name) {
    condition(name, "Ready", "True");
    kubectl("wait", "--for=condition=Programmed", "vsvc/" + name, "-n", namespace, "--timeout=60s");
  }

  private void condition(String name, String type, String status) {
    kubectl(
        "wait",
        "--for=condition=%s=%s".formatted(type, status),
        "vsvc/" + name,
        "-n",
        namespace,
        "--timeout=60s");
  }

  private void endpoints(String name, String wanted) {
    kubectl(
        "wait",
        "--for=jsonpath={.status.summary.endpoints}=" + wanted,
        "vsvc/" + name,
        "-n",
        namespace,
        "--timeout=60s");
    condition(name, "Programmed", "True");
  }

  private String address(String name) {
    return kubectl("get", "vsvc", name, "-n", namespace, "-o", "jsonpath={.status.addresses[0]}");
  }

  private String kubectl(String... args) {
    return cluster.kubectl(args).orThrow(String.join(" ", args)).out();
  }

  private static Set<String> answers(Netns from, String address, int times) throws NoAnswer {
    var answers = new HashSet<String>();
    for (int i = 0; i < times; i++) {
      answers.add(Client.ask(from, address, 80, ANSWER));
    }
    return answers;
  }
}
