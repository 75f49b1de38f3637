// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.cli.Asked;
import dev.fixpoint.kit.Await;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Nodes, agents and operators that are wrong on purpose: the first line of `explain` names the
/// cause, as in [ExplainIT].
class ExplainNodesIT extends ShopCase {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int FIRST_PORT = 28000;
  private static final int LAST_PORT = 28003;

  ExplainNodesIT() {
    super(
        Map.of(
            "FIXPOINT_LEASE_DURATION",
            "5s",
            "FIXPOINT_NODE_PORT_RANGE",
            FIRST_PORT + "-" + LAST_PORT),
        "n1",
        "n2");
  }

  @BeforeAll
  void addNodeWithoutAgent() {
    fleet.addNode("n3");
  }

  @Test
  void noAgentOnTheClientsNode() {
    ready("n1");
    fleet.node("n3").podBuilder(shop.namespace(), "client", Map.of()).withoutTraffic().create();

    tells("NoAgent", "is ready, but not in full", "node n3: no agent reports");
    tells(
        "NoAgent",
        "is not reached by pod " + shop.namespace() + "/client",
        "node n3",
        "--from",
        "pod/client");
  }

  @Test
  void anAgentThatIsStuckLags() {
    ready("n1");
    fleet.agent("n2").pause();
    try {
      fleet
          .node("n1")
          .podBuilder(shop.namespace(), "web-2", Map.of("app", "web"))
          .withoutTraffic()
          .create();

      tells("Pending", "is not ready", "waiting for n2");
    } finally {
      fleet.agent("n2").resume();
    }
  }

  @Test
  void anAgentThatIsGoneFromTheClientsNode() {
    ready("n1");
    fleet.agent("n2").kill();
    try {
      silence("n2");
      tells(
          "AgentSilent",
          "is ready for node n2, but may not stay so",
          "node n2",
          "--from",
          "node/n2");

      fleet
          .node("n1")
          .podBuilder(shop.namespace(), "web-2", Map.of("app", "web"))
          .withoutTraffic()
          .create();
      tells(
          "AgentSilent",
          "is not reached by node n2",
          "does not route this revision",
          "--from",
          "node/n2");
    } finally {
      fleet.startAgent("n2");
      fleet.agent("n2").awaitReady();
    }
  }

  /// As if it had been gone for an hour.
  private void silence(String node) {
    var ancient = "{\"status\": {\"heartbeatTime\": \"2020-01-01T00:00:00Z\"}}";
    cluster
        .client()
        .resources(NodeRouting.class)
        .withName(node)
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), ancient);
  }

  @Test
  void endpointsOnADeadNode() {
    ready("n2");
    fleet.node("n2").setReady(false);
    try {
      tells(
          "NodeNotReady",
          "is not ready",
          "1 of 1 endpoints (web-1) on a Node that is not Ready, n2");
    } finally {
      fleet.node("n2").setReady(true);
    }
  }

  @Test
  void aNodeThatCannot() throws IOException {
    var others = new ArrayList<ServerSocketChannel>();
    try {
      for (int port = FIRST_PORT; port <= LAST_PORT; port++) {
        var listener = fleet.node("n1").netns().call(ServerSocketChannel::open);
        others.add(listener.bind(new InetSocketAddress(port)));
      }
      fleet
          .node("n1")
          .podBuilder(shop.namespace(), "web-1", Map.of("app", "web"))
          .withoutTraffic()
          .create();
      pool();
      shop.apply("checkout", "type: LoadBalancer", "traffic: {external: Local}");

      tells("NodeFailed", "is not ready", "node n1: cannot answer health checks at port");
    } finally {
      for (var listener : others) {
        listener.close();
      }
    }
  }

  private void pool() {
    var manifest =
        """
        apiVersion: fixpoint.dev/v1alpha1
        kind: AddressPool
        metadata: {name: explain-edge}
        spec: {ranges: [172.30.3.0/28], use: LoadBalancer}
        """;
    cluster.kubectlWithInput(manifest, "apply", "-f", "-").orThrow("apply pool");
  }

  @Test
  void aRuleOfSomebodyElse() {
    ready("n1");
    var address = shop.address("checkout");
    var rules =
        """
        table inet firewall {
          chain early {
            type filter hook output priority -300;
            ip daddr %s drop
          }
        }
        """
            .formatted(address);
    var netns = fleet.node("n1").netns();
    netns.execWithInput(rules, "nft", "-f", "-").orThrow("a firewall");
    try {
      var run =
          fleet
              .agent("n1")
              .exec(
                  "explain",
                  "--kubeconfig",
                  cluster.kubeconfigInside("admin", "system:masters").toString(),
                  shop.namespace() + "/checkout",
                  "--from",
                  "node/n1",
                  "--agent-address",
                  "127.0.0.1:9970");

      assertThat(run.exit()).as(run.err()).isEqualTo(1);
      assertThat(first(run.out()))
          .contains(
              "is not reached by node n1 (ForeignRule): table inet firewall, chain early of its node"
                  + " ends connections to "
                  + address);
    } finally {
      netns.exec("nft", "delete", "table", "inet", "firewall");
    }
  }

  @Test
  void noOperator() {
    ready("n1");
    fleet.operator().kill();
    try {
      var from = new String[] {"--from", "node/n1"};
      tells("OperatorDown", "is ready for node n1, but may not stay so", "the operator ", from);
      fleet
          .node("n1")
          .podBuilder(shop.namespace(), "web-2", Map.of("app", "web"))
          .withoutTraffic()
          .create();
      tells(
          "OperatorDown",
          "is not ready",
          "the RoutingIntent is not what it should be by now: the operator ");
    } finally {
      fleet.startOperator();
      fleet.operator().awaitReady();
    }
  }

  /// checkout, with a pod on that node, routed by all.
  private void ready(String node) {
    fleet
        .node(node)
        .podBuilder(shop.namespace(), "web-1", Map.of("app", "web"))
        .withoutTraffic()
        .create();
    shop.apply("checkout");
    shop.awaitReady("checkout");
  }

  private void tells(String reason, String verdict, String cause, String... more) {
    var call = Stream.concat(Stream.of(shop.namespace() + "/checkout"), Stream.of(more));
    var args = call.toArray(String[]::new);
    var last = new AtomicReference<>(Asked.explain(cluster.client(), args).err());
    Await.until(
        verdict + " (" + reason + "): " + cause,
        LIMIT,
        () -> {
          var run = Asked.explain(cluster.client(), args);
          last.set(run.out() + run.err());
          return first(run.out()).contains(verdict + " (" + reason + "): ")
              && first(run.out()).contains(cause);
        },
        last::get);
    assertThat(Asked.explain(cluster.client(), args).exit()).isEqualTo(1);
  }

  private static String first(String text) {
    return text.lines().findFirst().orElse("");
  }
}
