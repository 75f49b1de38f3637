// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.UsesControlPlane;
import dev.fixpoint.wire.Names;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Two operators that both lead, because neither asks for the Lease, and one of them is killed
/// again and again. How many VirtualServices: the system property `fixpoint.twoLeaders`.
@UsesControlPlane
class TwoLeadersIT {
  private static final int SERVICES = Integer.getInteger("fixpoint.twoLeaders", 1_000);
  private static final int KILLS = 5;
  private static final int APPLIERS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Map<String, String> SETTINGS =
      Map.of("FIXPOINT_LEADER_ELECTION", "false", "FIXPOINT_REPAIR_GRACE", "5s");
  private static final Map<String, String> SECOND = Map.of("QUARKUS_HTTP_PORT", "8081");

  @Test
  @DisplayName(
      "T1, T2: two leaders, one of them killed five times, fill a pool to its last address")
  void twoLeadersFillAPoolAndNoAddressHasTwoOwners(ControlPlane cluster) {
    try (var fleet = Fleet.start(cluster, SETTINGS, "n1")) {
      var first = fleet.operator();
      pool(cluster);
      var namespace = cluster.namespace("two-leaders");
      for (int kill = 0; kill < KILLS; kill++) {
        fleet.startOperator(SECOND);
        fleet.operator().awaitReady();
        apply(cluster, namespace, SERVICES * kill / KILLS, SERVICES * (kill + 1) / KILLS);
        fleet.operator().kill(); // in the middle of what both of them do for these
      }
      try {
        Await.until(
            "every VirtualService is Programmed",
            LIMIT,
            () -> Scale.programmed(cluster, namespace) == SERVICES,
            () -> Scale.programmed(cluster, namespace) + first.tail(20));
        Await.until(
            "what was claimed twice is given back",
            LIMIT,
            () -> claims(cluster).size() == SERVICES,
            () -> claims(cluster).size() + " claims; " + first.tail(20));
        var shown = shown(cluster, namespace);
        assertThat(shown).hasSize(SERVICES).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(shown)).isEqualTo(claims(cluster));
      } finally {
        first.kill();
        cluster.client().resources(VirtualService.class).inNamespace(namespace).delete();
        cluster.client().namespaces().withName(namespace).delete();
      }
    }
  }

  private static void apply(ControlPlane cluster, String namespace, int from, int to) {
    try (var appliers = Executors.newFixedThreadPool(APPLIERS)) {
      for (int i = from; i < to; i++) {
        var service = Scale.service(namespace, "svc-" + i);
        appliers.submit(() -> cluster.client().resource(service).create());
      }
    }
  }

  /// A pool of exactly as many addresses as there are VirtualServices.
  private static void pool(ControlPlane cluster) {
    int last = SERVICES - 1;
    var manifest =
        """
        apiVersion: fixpoint.dev/v1alpha1
        kind: AddressPool
        metadata: {name: exact}
        spec: {ranges: [172.29.0.0-172.29.%d.%d]}
        """
            .formatted(last / 256, last % 256);
    cluster.kubectlWithInput(manifest, "apply", "-f", "-").orThrow("apply pool");
    Await.until(
        "the pool is ready",
        LIMIT,
        () -> {
          var pool = cluster.client().resources(AddressPool.class).withName("exact").get();
          return pool.getStatus() != null && pool.getStatus().getCapacity() == SERVICES;
        });
  }

  private static Set<String> claims(ControlPlane cluster) {
    return cluster
        .client()
        .resources(IPAddress.class)
        .withLabel(Names.ADDRESS_MANAGED_BY, Names.MANAGED_BY_VALUE)
        .list()
        .getItems()
        .stream()
        .map(address -> address.getMetadata().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> shown(ControlPlane cluster, String namespace) {
    return Scale.list(cluster, namespace).stream()
        .flatMap(service -> service.getStatus().getAddresses().stream())
        .toList();
  }
}
