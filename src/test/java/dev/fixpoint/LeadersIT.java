// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.FaultProxy.Reply;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Operators that lose their Lease: asleep, by another one's clock, or by a store that is slow.
class LeadersIT extends ShopCase {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String LEASE = "fixpoint-operator";

  private int port = 8080;

  LeadersIT() {
    super(Map.of("FIXPOINT_LEASE_DURATION", "6s"), "n1");
  }

  @BeforeEach
  void fill() {
    shop.pod("n1", "web-1");
    shop.apply("checkout");
    shop.awaitReady("checkout");
  }

  @Test
  @DisplayName("T21: a leader that slept while another took over changes nothing and ends")
  void aLeaderThatWakesUpTooLateEnds() {
    var address = shop.address("checkout");
    var old = fleet.operator();
    startOther();
    try {
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

  @Test
  @DisplayName(
      "T22: to a stand-by whose clock is minutes ahead the Lease has run out: it takes it, the"
          + " leader ends, no address changes")
  void aStandByWhoseClockIsAheadTakesOver() {
    var address = shop.address("checkout");
    var old = fleet.operator();
    startOther();
    try {
      Await.until(
          "the old leader to end",
          LIMIT,
          () -> {
            if (old.isAlive()) {
              lease(Optional.empty(), Duration.ofMinutes(-5));
            }
            return !old.isAlive();
          });
      shop.pod("n1", "web-2");
      shop.apply("another");

      shop.awaitEndpoints("checkout", "2/2");
      shop.awaitReady("another");
      assertThat(shop.address("checkout")).isEqualTo(address);
      assertThat(shop.address("another")).isNotEqualTo(address);
    } finally {
      old.kill();
    }
  }

  /// A stand-by, at the port that the fleet's operator does not have.
  private void startOther() {
    port = port == 8080 ? 8081 : 8080;
    fleet.startOperator(Map.of("QUARKUS_HTTP_PORT", Integer.toString(port)));
    fleet.operator().awaitReady();
  }

  /// Makes the Lease look as if it had been renewed at another time, by whoever holds it or by
  /// somebody else.
  private void lease(Optional<String> holder, Duration ahead) {
    var time = ZonedDateTime.now(ZoneOffset.UTC).plus(ahead);
    cluster
        .client()
        .leases()
        .inNamespace("fixpoint-system")
        .withName(LEASE)
        .edit(
            lease ->
                new LeaseBuilder(lease)
                    .editSpec()
                    .withHolderIdentity(holder.orElse(lease.getSpec().getHolderIdentity()))
                    .withRenewTime(time)
                    .endSpec()
                    .build());
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
      "T23: the Lease cannot be renewed: the operator ends. T22: the clock of who had it last is"
          + " ahead: another leads all the same, later by as much")
  void aLeaderThatCannotRenewEndsAndTheNextOneLeads() {
    var proxy = fleet.proxyOperator(Map.of("QUARKUS_HTTP_PORT", Integer.toString(port)));
    fleet.operator().awaitReady();
    shop.pod("n1", "web-2");
    shop.awaitEndpoints("checkout", "2/2");
    proxy.answer(
        request ->
            request.isWrite() && request.path().contains("/leases")
                ? slowly(Duration.ofSeconds(5))
                : Optional.empty());

    Await.until("the operator to end", LIMIT, () -> !fleet.operator().isAlive());

    lease(Optional.of("nobody"), Duration.ofSeconds(10));
    fleet.startOperator(Map.of("QUARKUS_HTTP_PORT", Integer.toString(port)));
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
