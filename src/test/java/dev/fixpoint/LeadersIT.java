// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.FaultProxy.Reply;
import dev.fixpoint.kit.UsesControlPlane;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Operators that lose their Lease: asleep, or because the store is too slow to renew it.
@UsesControlPlane
class LeadersIT {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String LEASE = "fixpoint-operator";

  private ControlPlane cluster;
  private Fleet fleet;
  private Shop shop;

  @BeforeEach
  void start(ControlPlane controlPlane) {
    cluster = controlPlane;
    fleet = Fleet.start(controlPlane, Map.of(), "n1");
    shop = new Shop(controlPlane, fleet);
    shop.pod("n1", "web-1");
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
  @DisplayName("T21: a leader that slept while another took over changes nothing and ends")
  void aLeaderThatWakesUpTooLateEnds() {
    var address = shop.address("checkout");
    var old = fleet.operator();
    try {
      fleet.startOperator(Map.of("QUARKUS_HTTP_PORT", "8081"));
      fleet.operator().awaitReady();

      old.pause();
      var second = shop.pod("n1", "web-2");
      shop.awaitEndpoints("checkout", "2/2");
      second.delete();
      shop.pod("n1", "web-3");
      shop.awaitEndpoints("checkout", "2/2");
      var intent = intent();
      old.resume();

      Await.until("the old leader to end", LIMIT, () -> !old.isAlive());
      assertThat(intent()).isEqualTo(intent);
      assertThat(shop.address("checkout")).isEqualTo(address);
    } finally {
      old.kill();
    }
  }

  /// The version of the intent's last write.
  private String intent() {
    return cluster
        .client()
        .resources(RoutingIntent.class)
        .inNamespace(shop.namespace())
        .withName("checkout")
        .get()
        .getMetadata()
        .getResourceVersion();
  }

  @Test
  @DisplayName(
      "T23: the Lease cannot be renewed: the operator ends. T22: another's clock is ahead: it leads"
          + " again all the same")
  void aLeaderThatCannotRenewEndsAndTheNextOneLeads() {
    var proxy = fleet.proxyOperator(Map.of());
    fleet.operator().awaitReady();
    shop.pod("n1", "web-2");
    shop.awaitEndpoints("checkout", "2/2");
    proxy.answer(
        request ->
            request.isWrite() && request.path().contains("/leases")
                ? slowly(Duration.ofSeconds(5))
                : Optional.empty());

    Await.until("the operator to end", LIMIT, () -> !fleet.operator().isAlive());

    var ahead = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(10);
    cluster
        .client()
        .leases()
        .inNamespace("fixpoint-system")
        .withName(LEASE)
        .edit(
            lease ->
                new LeaseBuilder(lease)
                    .editSpec()
                    .withHolderIdentity("nobody")
                    .withRenewTime(ahead)
                    .endSpec()
                    .build());
    fleet.startOperator();
    shop.pod("n1", "web-3");

    shop.awaitEndpoints("checkout", "3/3");
  }

  private static Optional<Reply> slowly(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Reply.of(504, "Timeout");
  }
}
