// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.NoAnswer;
import dev.fixpoint.kit.PreviousBuild;
import dev.fixpoint.kit.SimPod;
import dev.fixpoint.kit.UsesControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// From the previous build to this one and back, one role at a time, while connections are made:
/// on the way a new operator works with old agents, an old one with new agents, and agents of both
/// builds beside each other. The node `n2` stays at the previous build all the while.
@UsesControlPlane
class UpgradeIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private Map<String, String> previous;
  private Fleet fleet;
  private Shop shop;
  private SimPod extra;
  private int pods = 2;

  @BeforeEach
  void start(ControlPlane controlPlane) {
    var commit = PreviousBuild.commit();
    assumeTrue(commit.isPresent(), "skipped: git knows no commit before this one to upgrade from");
    Path jar = PreviousBuild.jar(commit.orElseThrow());
    previous = Map.of("FIXPOINT_JAR", jar.toString());
    var settings = new HashMap<>(ShopCase.ONE_OPERATOR);
    settings.putAll(previous);
    fleet = Fleet.start(controlPlane, settings, "n1", "n2");
    shop = new Shop(controlPlane, fleet);
    shop.pod("n1", "web-1");
    shop.pod("n2", "web-2");
    shop.apply("checkout", "access: {from: [{namespaceSelector: {}}], audit: true}");
    shop.awaitReady("checkout");
  }

  @AfterEach
  void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  private Map<String, String> present() {
    return Map.of("FIXPOINT_JAR", "target/quarkus-app/quarkus-run.jar");
  }

  @Test
  @DisplayName("T53 up and down again, in either order, and no connection fails")
  void upAndDownAgainInEitherOrder() throws NoAnswer {
    var address = shop.address("checkout");
    try (var load = new Load(address, 80)) {
      for (var node : new String[] {"n1", "n2"}) {
        var pod = shop.client(node).netns();
        Await.until(
            "the client to be admitted", LIMIT, () -> !Shop.answers(pod, address, 1).isEmpty());
        load.shortFrom(pod).longFrom(pod);
      }
      awaitMore(load);

      operator(present(), load);
      agent(present(), load);
      agent(previous, load);
      operator(previous, load);

      agent(present(), load);
      operator(present(), load);
      operator(previous, load);
      agent(previous, load);

      assertThat(load.failures()).isEmpty();
    }
    assertThat(shop.address("checkout")).isEqualTo(address);
  }

  private void operator(Map<String, String> build, Load load) {
    fleet.operator().terminate();
    fleet.startOperator(build);
    fleet.operator().awaitReady();
    worksTogether(load);
  }

  private void agent(Map<String, String> build, Load load) {
    fleet.agent("n1").terminate();
    fleet.startAgent("n1", build);
    fleet.agent("n1").awaitReady();
    worksTogether(load);
  }

  /// A change goes all the way: a pod more, or one less, and every node routes it.
  private void worksTogether(Load load) {
    awaitMore(load);
    if (extra == null) {
      extra = shop.pod("n1", "web-" + ++pods);
      shop.awaitEndpoints("checkout", "3/3");
      Await.until("it answers", LIMIT, () -> load.answers().containsKey("web-" + pods));
    } else {
      extra.setReady(false);
      shop.awaitEndpoints("checkout", "2/3");
      extra.delete();
      shop.awaitEndpoints("checkout", "2/2");
      extra = null;
    }
  }

  private static void awaitMore(Load load) {
    long before = load.total();
    Await.until("more answers", LIMIT, () -> load.total() > before + 100);
  }
}
