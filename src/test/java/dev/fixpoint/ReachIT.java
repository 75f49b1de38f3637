// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.Client;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.Netns;
import dev.fixpoint.kit.NoAnswer;
import dev.fixpoint.kit.UsesControlPlane;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Clients outside the cluster: another machine in the nodes' network, real API server, real
/// kernel, the built jar.
@UsesControlPlane
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReachIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofSeconds(2);

  /// In the nodes' network, above what nodes get.
  private static final String POOL =
      """
      apiVersion: fixpoint.dev/v1alpha1
      kind: AddressPool
      metadata: {name: edge}
      spec: {use: LoadBalancer, ranges: [192.168.66.251-192.168.66.253]}
      """;

  /// Asks for a node port that is held.
  private static final String RIVAL =
      """
      apiVersion: fixpoint.dev/v1alpha1
      kind: VirtualService
      metadata: {name: rival, namespace: %s}
      spec:
        type: NodePort
        selector: {matchLabels: {app: web}}
        ports: [{port: 80, targetPort: http, nodePort: %d}]
      """;

  private ControlPlane cluster;
  private Fleet fleet;
  private Shop shop;
  private Netns outside;

  @BeforeAll
  void start(ControlPlane controlPlane) {
    cluster = controlPlane;
    outside = controlPlane.cp();
    fleet = Fleet.start(controlPlane, ShopCase.ONE_OPERATOR, "n1", "n2");
    cluster.kubectlWithInput(POOL, "apply", "-f", "-").orThrow("the pool");
  }

  @AfterAll
  void stop() {
    if (fleet != null) {
      // While the operator lives: it lets the pool go.
      cluster.kubectl("delete", "vsvc", "--all", "-A", "--timeout=30s");
      cluster.kubectl("delete", "apool", "edge", "--timeout=60s");
      fleet.close();
    }
  }

  @BeforeEach
  void openShop() {
    shop = new Shop(cluster, fleet);
  }

  @Test
  void aClusterAddressIsNotForClientsOutside() throws NoAnswer {
    shop.pod("n1", "web-1");
    shop.apply("inner");
    shop.awaitReady("inner");
    var address = shop.address("inner");
    outside.ip("route add " + address + " via " + fleet.node("n1").address());

    assertThatThrownBy(() -> Client.ask(outside, address, 80, SHORT))
        .isInstanceOfSatisfying(
            NoAnswer.class, e -> assertThat(e.kind()).isEqualTo(NoAnswer.Kind.TIMED_OUT));
    assertThat(Shop.answers(fleet.node("n2").netns(), address, 3)).containsOnly("web-1");
    outside.ip("route del " + address);
  }

  @Test
  void everyNodeServesANodePortAndGivesItBack() throws NoAnswer {
    shop.pod("n1", "web-1");
    shop.apply("open", "type: NodePort");
    shop.awaitReady("open");
    int port = Integer.parseInt(status("open", "{.status.ports[0].nodePort}"));

    assertThat(port).isBetween(28000, 29999);
    for (var node : new String[] {"n1", "n2"}) {
      assertThat(Client.ask(outside, fleet.node(node).address(), port, ANSWER)).isEqualTo("web-1");
    }
    assertThat(cluster.kubectl("get", "npclaim", "tcp-" + port).out()).contains("open");

    cluster
        .kubectlWithInput(RIVAL.formatted(shop.namespace(), port), "apply", "-f", "-")
        .orThrow("the rival");
    shop.await("rival", "Allocated", "False");
    assertThat(shop.condition("rival", "Allocated"))
        .startsWith("False NodePortInUse: node port tcp-" + port + " is held by")
        .contains("/open");

    shop.delete("open");
    shop.await("rival", "Allocated", "True");
    assertThat(status("rival", "{.status.ports[0].nodePort}")).isEqualTo(Integer.toString(port));
  }

  @Test
  void anExternalAddressMovesToAnotherNodeWhenItsNodeDies() throws NoAnswer {
    shop.pod("n1", "web-1");
    shop.pod("n2", "web-2");
    shop.apply("edge", "type: LoadBalancer", "traffic: {external: Local}");
    shop.awaitReady("edge");
    var address = status("edge", "{.status.externalAddresses[0].address}");
    var first = status("edge", "{.status.externalAddresses[0].node}");
    var other = first.equals("n1") ? "n2" : "n1";
    int health = Integer.parseInt(status("edge", "{.status.healthCheckNodePort}"));

    awaitAnswer(address, first.equals("n1") ? "web-1" : "web-2");
    assertThat(health(first, health)).isEqualTo(200);
    var before = neighbour(address);

    kill(first);
    try {
      Await.until(
          "another node announces it",
          LIMIT,
          () -> status("edge", "{.status.externalAddresses[0].node}").equals(other));
      awaitAnswer(address, other.equals("n1") ? "web-1" : "web-2");
      assertThat(neighbour(address)).isNotEqualTo(before);
      Await.until(
          "an event tells of it",
          LIMIT,
          () ->
              shop.kubectl("get", "events", "--field-selector=reason=AnnouncerChanged")
                  .contains(
                      "node %s announces it now, in place of node %s".formatted(other, first)));
    } finally {
      revive(first);
    }
  }

  private void kill(String node) {
    fleet.agent(node).kill();
    outside.ip("link set " + link(node) + " down");
    fleet.node(node).setReady(false);
  }

  private void revive(String node) {
    outside.ip("link set " + link(node) + " up");
    fleet.node(node).setReady(true);
    fleet.startAgent(node);
    fleet.agent(node).awaitReady();
  }

  /// The nodes' network's end of a node's cable.
  private String link(String node) {
    var address = fleet.node(node).address();
    return "p" + address.substring(address.lastIndexOf('.') + 1);
  }

  private void awaitAnswer(String address, String pod) {
    Await.until(
        pod + " answers at " + address,
        LIMIT,
        () -> Client.ask(outside, address, 80, SHORT).equals(pod));
  }

  private String status(String name, String path) {
    return shop.kubectl("get", "vsvc", name, "-o", "jsonpath=" + path);
  }

  /// What the machine outside knows of who has the address.
  private String neighbour(String address) {
    return outside.exec("ip", "-o", "neigh", "show", address).out().replaceAll(" [A-Z]+\\s*$", "");
  }

  /// The status code of a health check.
  private int health(String node, int port) {
    var url = URI.create("http://%s:%d/".formatted(fleet.node(node).address(), port));
    return outside.call(() -> ((HttpURLConnection) url.toURL().openConnection()).getResponseCode());
  }
}
