// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.FixpointProcess;
import dev.fixpoint.wire.Names;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// How long pods' changes take to come to the kernels, as each agent's metrics tell it: measured
/// from the time that the operator wrote beside each.
class ProgrammingLatencyIT extends ShopCase {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String LATENCY = "fixpoint_programming_latency_seconds";
  private static final int CHANGES = 5;

  ProgrammingLatencyIT() {
    super(ONE_OPERATOR, "n1", "n2");
  }

  @Test
  void eachChangeOfAPodCountsOnceOnEveryNodeAndNothingElseDoes() throws IOException {
    var pod = shop.pod("n1", "web-1");
    shop.pod("n2", "web-2");
    shop.apply("checkout");
    shop.awaitEndpoints("checkout", "2/2");
    Scale.quiet(cluster);
    double[] before = {count("n1"), count("n2")};
    double[] sums = {sum("n1"), sum("n2")};
    var began = Instant.now();

    for (int i = 1; i <= CHANGES; i++) {
      pod.setReady(i % 2 == 0);
      shop.awaitEndpoints("checkout", i % 2 == 0 ? "2/2" : "1/2");
    }
    shop.apply("checkout", "traffic: {prefer: SameZone}"); // is no pod's doing
    shop.awaitReady("checkout");
    Scale.quiet(cluster);

    for (var node : new String[] {"n1", "n2"}) {
      int index = node.equals("n1") ? 0 : 1;
      assertThat(count(node) - before[index]).as(node).isEqualTo(CHANGES);
      assertThat(value(node, LATENCY + "_bucket{le=\"+Inf\"")).as(node).isEqualTo(count(node));
      assertThat(sum(node)).as(node).isGreaterThan(sums[index]);
    }
    pod.setReady(true);
    shop.awaitEndpoints("checkout", "2/2");
    assertThat(trigger()).isBetween(began, Instant.now());
    Await.until(
        "nothing waits", LIMIT, () -> value(fleet.operator(), "fixpoint_pending_changes") == 0);
    assertThat(looks()).as("looks of the operator").isGreaterThan(CHANGES);
  }

  private double looks() throws IOException {
    return value(
        fleet.operator(),
        "fixpoint_reconcile_seconds_count{kind=\"virtualservice\",outcome=\"done\"");
  }

  /// What the operator wrote beside the last change.
  private Instant trigger() {
    var intent =
        cluster
            .client()
            .resources(RoutingIntent.class)
            .inNamespace(shop.namespace())
            .withName("checkout")
            .get();
    return Instant.parse(intent.getMetadata().getAnnotations().get(Names.TRIGGER_TIME));
  }

  private double count(String node) throws IOException {
    return value(node, LATENCY + "_count");
  }

  private double sum(String node) throws IOException {
    return value(node, LATENCY + "_sum");
  }

  private double value(String node, String metric) throws IOException {
    return value(fleet.agent(node), metric);
  }

  private static double value(FixpointProcess role, String metric) throws IOException {
    return role.get("/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(metric))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
