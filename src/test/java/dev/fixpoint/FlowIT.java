// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.Client;
import dev.fixpoint.kit.NoAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// From `kubectl apply` to a connection on the address: real API server, real kernel, the built
/// jar.
class FlowIT extends ShopCase {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  FlowIT() {
    super(Map.of("FIXPOINT_AUDIT_PERIOD", "3s"), "n1", "n2");
  }

  @Test
  void anAddressAnswersFromEveryNodeAndSpreadsOverThePods() throws NoAnswer {
    var pods = Set.of("web-1", "web-2", "web-3");
    shop.pod("n1", "web-1");
    shop.pod("n1", "web-2");
    shop.pod("n2", "web-3");
    var client = shop.client("n2");
    shop.apply("checkout");

    shop.awaitReady("checkout");

    var address = shop.address("checkout");
    assertThat(Shop.answers(client.netns(), address, 60)).isEqualTo(pods);
    assertThat(Shop.answers(fleet.node("n1").netns(), address, 60)).isEqualTo(pods);
    var columns = shop.kubectl("get", "vsvc").lines().toList();
    assertThat(columns.getFirst().split("\\s+"))
        .containsExactly(
            "NAME", "TYPE", "ADDRESS", "PORTS", "ENDPOINTS", "NODES", "READY", "REASON", "AGE");
    assertThat(columns.get(1).split("\\s+"))
        .startsWith("checkout", "ClusterIP", address, "80/TCP", "3/3", "2/2", "True", "Ready");
    assertThat(cluster.kubectl("get", "ipaddress", address).out())
        .contains("virtualservices.fixpoint.dev/" + shop.namespace() + "/checkout");
  }

  @Test
  void aPodThatIsNotReadyGetsNoNewConnection() throws NoAnswer {
    shop.pod("n1", "web-1");
    var failing = shop.pod("n2", "web-2");
    shop.apply("checkout");
    shop.awaitReady("checkout");

    failing.setReady(false);
    shop.awaitEndpoints("checkout", "1/2");

    assertThat(Shop.answers(fleet.node("n1").netns(), shop.address("checkout"), 40))
        .containsOnly("web-1");
  }

  @Test
  void aPodThatMovesToAnotherNodeAnswersAtTheSameAddress() throws NoAnswer {
    var before = shop.pod("n1", "web-1");
    shop.apply("checkout");
    shop.awaitReady("checkout");
    var address = shop.address("checkout");

    before.delete();
    shop.awaitEndpoints("checkout", "0/0");
    var after = shop.pod("n2", "web-1");
    shop.awaitEndpoints("checkout", "1/1");

    assertThat(after.ip()).isNotEqualTo(before.ip());
    assertThat(shop.address("checkout")).isEqualTo(address);
    assertThat(Shop.answers(fleet.node("n1").netns(), address, 5)).containsOnly("web-1");
  }

  @Test
  void aPodReachesItselfThroughTheAddress() throws NoAnswer {
    var pod = shop.pod("n1", "web-1");
    shop.apply("checkout");
    shop.awaitReady("checkout");

    assertThat(Shop.answers(pod.netns(), shop.address("checkout"), 3)).containsOnly("web-1");
  }

  @Test
  void withoutEndpointsAndOnOtherPortsConnectionsAreRefusedAtOnce() {
    shop.apply("checkout");
    shop.await("checkout", "Programmed", "True");
    shop.await("checkout", "EndpointsReady", "False");

    var from = fleet.node("n1").netns();
    var address = shop.address("checkout");
    assertThatThrownBy(() -> Client.ask(from, address, 80, ANSWER))
        .isInstanceOfSatisfying(
            NoAnswer.class, e -> assertThat(e.kind()).isEqualTo(NoAnswer.Kind.REFUSED));
    assertThatThrownBy(() -> Client.ask(from, address, 81, ANSWER))
        .isInstanceOfSatisfying(
            NoAnswer.class, e -> assertThat(e.kind()).isEqualTo(NoAnswer.Kind.REFUSED));
  }

  @Test
  void aDeletedServiceGivesItsAddressBackOnceNoNodeRoutesIt() {
    shop.pod("n1", "web-1");
    shop.apply("checkout");
    shop.awaitReady("checkout");
    var address = shop.address("checkout");

    shop.delete("checkout");

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
    shop.pod("n1", "web-1");
    shop.apply("checkout");
    shop.awaitReady("checkout");
    var address = shop.address("checkout");
    var node = fleet.node("n2").netns();

    node.exec("nft", "delete", "table", "ip", "fixpoint").orThrow("delete the table");

    Await.until(
        "the next audit mends it",
        LIMIT,
        () -> node.exec("nft", "list", "table", "ip", "fixpoint").out().contains(address));
    assertThat(Shop.answers(node, address, 3)).containsOnly("web-1");
    Await.until(
        "it is told",
        LIMIT,
        () -> {
          var told = "jsonpath={.status.kernel.differences}";
          return Long.parseLong(shop.kubectl("get", "noderouting", "n2", "-o", told)) > 0;
        });
  }
}
