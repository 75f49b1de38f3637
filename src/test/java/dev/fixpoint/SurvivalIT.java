// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.NoAnswer;
import dev.fixpoint.kit.UsesControlPlane;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What users lose when a part of Fixpoint dies: nothing.
@UsesControlPlane
class SurvivalIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Fleet fleet;
  private Shop shop;

  @BeforeEach
  void start(ControlPlane controlPlane) {
    fleet = Fleet.start(controlPlane, Map.of(), "n1", "n2");
    shop = new Shop(controlPlane, fleet);
    shop.pod("n1", "web-1");
    shop.pod("n2", "web-2");
    shop.apply("checkout");
    shop.awaitReady("checkout");
  }

  @AfterEach
  void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @Test
  void noConnectionFailsWhenOperatorAndAgentsAreKilledAndComeBack() throws NoAnswer {
    var address = shop.address("checkout");
    try (var load = everywhere(address)) {
      awaitMore(load);

      fleet.operator().kill();
      awaitMore(load);
      fleet.startOperator();
      fleet.operator().awaitReady();
      for (var node : new String[] {"n1", "n2"}) {
        fleet.agent(node).kill();
        awaitMore(load);
        fleet.startAgent(node);
        fleet.agent(node).awaitReady();
        awaitMore(load);
      }

      assertThat(load.failures()).isEmpty();
      assertThat(load.answers()).containsOnlyKeys("web-1", "web-2");
    }
    assertThat(shop.address("checkout")).isEqualTo(address);
    shop.pod("n2", "web-3");
    shop.awaitEndpoints("checkout", "3/3");
  }

  @Test
  void aChangeThatIsCutShortByKillsArrivesAllTheSame() throws NoAnswer {
    var address = shop.address("checkout");
    try (var load = everywhere(address)) {
      awaitMore(load);

      shop.pod("n1", "web-3");
      fleet.operator().kill();
      fleet.agent("n1").kill();
      fleet.startOperator();
      fleet.startAgent("n1");
      fleet.operator().awaitReady();
      fleet.agent("n1").awaitReady();
      shop.awaitEndpoints("checkout", "3/3");

      Await.until("web-3 answers", LIMIT, () -> load.answers().containsKey("web-3"));
      assertThat(load.failures()).isEmpty();
    }
    assertThat(Shop.answers(fleet.node("n1").netns(), address, 60))
        .containsExactly("web-1", "web-2", "web-3");
  }

  @Test
  void anAgentThatComesBackLeavesTheKernelAsItFindsIt() {
    var node = fleet.node("n1").netns();
    var before = node.exec("nft", "list", "ruleset").out();

    fleet.agent("n1").kill();
    fleet.startAgent("n1");
    fleet.agent("n1").awaitReady();

    assertThat(node.exec("nft", "list", "ruleset").out()).isEqualTo(before);
  }

  @Test
  void withoutAnApiServerTrafficGoesOnAndTheRolesComeBackByThemselves(ControlPlane controlPlane)
      throws NoAnswer {
    try (var load = everywhere(shop.address("checkout"))) {
      controlPlane.killApiServer();
      awaitMore(load);
      controlPlane.startApiServer();

      shop.pod("n1", "web-3");
      shop.awaitEndpoints("checkout", "3/3");
      assertThat(load.failures()).isEmpty();
    }
    assertThat(fleet.operator().isAlive()).isTrue();
    assertThat(fleet.agent("n1").isAlive()).isTrue();
  }

  @Test
  void aStandByTakesOverWhenTheLeaderDies() {
    var leader = fleet.operator();
    fleet.startOperator(Map.of("QUARKUS_HTTP_PORT", "8081"));
    fleet.operator().awaitReady();

    leader.kill();
    shop.pod("n1", "web-3");

    shop.awaitEndpoints("checkout", "3/3");
  }

  private Load everywhere(String address) {
    var load = new Load(address, 80);
    for (var name : new String[] {"n1", "n2"}) {
      var pod = shop.client(name).netns();
      load.shortFrom(pod).longFrom(pod).shortFrom(fleet.node(name).netns());
    }
    return load;
  }

  /// Waits until some hundred more connections have been answered.
  private static void awaitMore(Load load) {
    long before = load.total();
    Await.until("more answers", LIMIT, () -> load.total() > before + 200);
  }
}
