// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.UsesControlPlane;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `Programmed`, and the nodes that it counts, while nodes come, fall silent, die and return.
@UsesControlPlane
class RolloutIT {

  @Test
  void isNeverTrueWhileANodeThatCountsLacksTheRevision(ControlPlane controlPlane) {
    var settings =
        Map.of(
            "FIXPOINT_LEADER_ELECTION", "false",
            "FIXPOINT_SILENT_AFTER", "8s",
            "FIXPOINT_HEARTBEAT_PERIOD", "1s");
    try (var fleet = Fleet.start(controlPlane, settings, "n1", "n2", "n3")) {
      var shop = new Shop(controlPlane, fleet);
      try (var witness = new Witness(controlPlane, shop.namespace(), "checkout")) {
        shop.pod("n1", "web-1");
        shop.apply("checkout");
        awaitNodes(shop, "3/3");

        fleet.agent("n3").pause();
        shop.pod("n1", "web-2");
        awaitLaggard(shop, "n3");
        assertThat(shop.condition("checkout", "Programmed"))
            .contains("2 of 3 live nodes route this revision; waiting for n3");
        awaitNodes(shop, "2/2");
        assertThat(shop.condition("checkout", "Programmed"))
            .startsWith("True Programmed: all 2 live nodes route this revision")
            .contains("not counted: n3 (its agent is silent)");
        awaitEvent(controlPlane, "n3", "NodeNotCounted");

        fleet.agent("n3").resume();
        awaitNodes(shop, "3/3");
        awaitEvent(controlPlane, "n3", "NodeCounted");

        fleet.addNode("n4");
        fleet.startAgent("n4");
        awaitNodes(shop, "4/4");

        fleet.agent("n2").kill();
        shop.pod("n4", "web-3");
        awaitNodes(shop, "3/3");
        fleet.startAgent("n2");
        awaitNodes(shop, "4/4");

        fleet.node("n3").setReady(false);
        awaitNodes(shop, "3/3");
        assertThat(shop.condition("checkout", "Programmed"))
            .contains("not counted: n3 (its Node is not Ready)");
        fleet.node("n3").setReady(true);
        awaitNodes(shop, "4/4");
        shop.awaitEndpoints("checkout", "3/3");

        assertThat(witness.judged()).as("statuses that said Programmed").isGreaterThan(5);
        assertThat(witness.lies()).isEmpty();
      }
    }
  }

  private static void awaitNodes(Shop shop, String counts) {
    shop.kubectl(
        "wait",
        "--for=jsonpath={.status.summary.nodes}=" + counts,
        "vsvc/checkout",
        "--timeout=90s");
    shop.await("checkout", "Programmed", "True");
  }

  private static void awaitLaggard(Shop shop, String node) {
    shop.kubectl(
        "wait",
        "--for=jsonpath={.status.nodes.laggards[0]}=" + node,
        "vsvc/checkout",
        "--timeout=90s");
  }

  private static void awaitEvent(ControlPlane controlPlane, String node, String reason) {
    var selector = "involvedObject.name=" + node + ",reason=" + reason;
    Await.until(
        reason + " of " + node,
        Duration.ofSeconds(60),
        () ->
            controlPlane
                .kubectl("get", "events", "--field-selector=" + selector, "-o", "name")
                .out()
                .contains("event"));
  }
}
