// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.SimPod;
import dev.fixpoint.kit.UsesControlPlane;
import dev.fixpoint.wire.GateWire;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A rolling update of ten pods, one by one, under connections from every node, while the agent of
/// one node learns of everything 200 ms later than the others.
@UsesControlPlane
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZeroDropIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration LATE = Duration.ofMillis(200);
  private static final List<String> NODES = List.of("n1", "n2", "n3");
  private static final int PODS = 10;

  /// New connections from every node.
  private static final int PER_SECOND = 500;

  private ControlPlane cluster;
  private Fleet fleet;
  private Shop shop;

  @BeforeAll
  void start(ControlPlane controlPlane) {
    cluster = controlPlane;
    fleet = Fleet.start(controlPlane, ShopCase.ONE_OPERATOR, NODES.toArray(String[]::new));
    fleet.proxy("n2").delayWatches(LATE);
    fleet.agent("n2").awaitReady();
  }

  @AfterAll
  void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @BeforeEach
  void openShop() {
    shop = new Shop(cluster, fleet);
    shop.apply("checkout");
  }

  @Test
  void withGateAndHookNoConnectionFails() throws IOException {
    var old = new ArrayList<SimPod>();
    for (int i = 0; i < PODS; i++) {
      old.add(gated("v1-" + i, i));
    }
    old.forEach(pod -> pod.awaitGate(LIMIT));
    shop.awaitEndpoints("checkout", PODS + "/" + PODS);
    try (var load = everywhere()) {
      awaitMore(load);
      for (int i = 0; i < PODS; i++) {
        gated("v2-" + i, i + 1).awaitGate(LIMIT);
        var ending = old.get(i);
        ending.terminate();
        preStop(ending);
        ending.finish();
        ending.delete();
        assertThat(load.failures()).as("after pod %d of %d", i + 1, PODS).isEmpty();
      }
      awaitMore(load);
      assertThat(load.failures()).isEmpty();
      System.out.printf(
          "%,d connections during a rollout, %.0f a second from each node, none failed%n",
          load.total(), load.perSecond() / NODES.size());
    }
  }

  @Test
  void withoutGateAndHookSomeFail() {
    var old = new ArrayList<SimPod>();
    for (int i = 0; i < PODS; i++) {
      old.add(shop.pod(NODES.get(i % NODES.size()), "v1-" + i));
    }
    shop.awaitEndpoints("checkout", PODS + "/" + PODS);
    try (var load = everywhere()) {
      awaitMore(load);
      for (int i = 0; i < PODS && load.failures().isEmpty(); i++) {
        shop.pod(NODES.get((i + 1) % NODES.size()), "v2-" + i);
        old.get(i).terminate();
        old.get(i).finish();
        old.get(i).delete();
      }
      awaitMore(load);
      assertThat(load.failures()).isNotEmpty();
      System.out.printf(
          "%,d connections during a rollout without gate and hook, %d failed%n",
          load.total(), load.failures().size());
    }
  }

  @Test
  void aGateOpensOnlyWhenTheNodeThatLagsRoutesToThePod() {
    gated("first", 0).awaitGate(LIMIT);
    fleet.agent("n3").pause();
    var pod = gated("second", 1);

    shop.kubectl("wait", "--for=condition=Programmed=False", "vsvc/checkout", "--timeout=60s");
    assertThat(pod.isTrue(GateWire.GATE)).isFalse();

    fleet.agent("n3").resume();
    pod.awaitGate(LIMIT);
  }

  @Test
  void theHookTellsWhatIsWrong() throws IOException {
    var plain = shop.pod("n1", "plain");
    shop.awaitEndpoints("checkout", "1/1");
    plain.terminate();

    var lacking = fleet.agent("n1").get(path("checkout"));
    var unknown = fleet.agent("n1").get(path("nothing"));
    var elsewhere = fleet.agent("n2").get(path("checkout"));
    var wrong = fleet.agent("n1").get(path("checkout") + "?timeout=soon");

    assertThat(lacking.status()).isEqualTo(412);
    assertThat(lacking.body()).contains("pod plain does not ask for it", GateWire.GATE);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(elsewhere.status()).isEqualTo(200);
    assertThat(wrong.status()).isEqualTo(400);
    plain.delete();
  }

  @Test
  void theHookEndsInTimeWhereThePodIsTheLastResort() throws IOException {
    var last = gated("last", 0);
    last.awaitGate(LIMIT);
    shop.awaitEndpoints("checkout", "1/1");
    last.terminate();
    shop.awaitEndpoints("checkout", "0/1");

    var answer = fleet.agent("n1").get(path("checkout") + "?timeout=1s");

    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.body()).contains("pod last");
    last.delete();
  }

  private SimPod gated(String name, int number) {
    return fleet
        .node(NODES.get(number % NODES.size()))
        .podBuilder(shop.namespace(), name, Map.of("app", "web"))
        .withGate(GateWire.GATE)
        .create();
  }

  /// As kubelet calls the hook of a pod that ends.
  private void preStop(SimPod pod) {
    Await.until(
        "the hook of " + pod.name(),
        LIMIT,
        () -> fleet.agent(pod.node().name()).get(path("checkout") + "?timeout=4s").status() == 200);
  }

  private String path(String service) {
    return "/drained/" + shop.namespace() + "/" + service;
  }

  private Load everywhere() {
    var load = new Load(shop.address("checkout"), 80);
    NODES.forEach(node -> load.shortFrom(fleet.node(node).netns(), PER_SECOND));
    return load;
  }

  private static void awaitMore(Load load) {
    long before = load.total();
    Await.until("more answers", LIMIT, () -> load.total() > before + 500);
  }
}
