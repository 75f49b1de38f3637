// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.SimPod;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The operator in the way of others, of its own failures, and not there at all.
class ReconcileIT extends ShopCase {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String ROLE = "fixpoint-operator";

  ReconcileIT() {
    super(ONE_OPERATOR, "n1");
  }

  @BeforeEach
  void fill() {
    pod("web-0");
    shop.apply("web");
    shop.awaitReady("web");
  }

  @Test
  @DisplayName("T13: a spec that changes while a status is written is acted upon")
  void aSpecThatChangesWhileAStatusIsWrittenIsActedUpon() {
    var flapping = pod("web-1");
    for (int i = 1; i <= 10; i++) {
      flapping.setReady(i % 2 == 0);
      var patch = "[{\"op\": \"replace\", \"path\": \"/spec/ports/0/port\", \"value\": %d}]";
      shop.kubectl("patch", "vsvc", "web", "--type=json", "-p", patch.formatted(80 + i));
    }

    shop.awaitEndpoints("web", "2/2");
    await("the last spec is told", () -> ports().equals("90/TCP"));
    shop.awaitReady("web");
    assertThat(shop.kubectl("get", "rintent", "web", "-o", "jsonpath={.spec.ports[*].port}"))
        .isEqualTo("90");
  }

  @Test
  @DisplayName("T20: nothing is taken away before every kind has been read")
  void nothingIsTakenAwayBeforeEveryKindHasBeenRead() {
    var address = shop.address("web");
    var before = version("rintent", "web");
    var slice = version("endpointslice", "web-fixpoint-0");
    fleet.operator().kill();
    var roles = cluster.client().rbac().clusterRoles().withName(ROLE);
    var rules = roles.get().getRules();
    try {
      setRules(withoutPods(rules));
      fleet.startOperator();
      await("it asks for pods", () -> fleet.operator().tail(200).contains("cannot follow pods"));
      shop.delete("web");
      shop.apply("other");
      Await.until(
          "it asks again and again",
          LIMIT,
          () -> fleet.operator().tail(200).split("cannot follow pods", -1).length > 4);

      assertThat(version("rintent", "web")).isIn(before, ""); // or taken by the garbage collector
      assertThat(version("endpointslice", "web-fixpoint-0")).isIn(slice, "");
      assertThat(cluster.client().resources(IPAddress.class).withName(address).get()).isNotNull();
      assertThat(shop.address("other")).isEmpty();
    } finally {
      setRules(rules);
    }
    fleet.operator().awaitReady();
    shop.awaitReady("other");
    await(
        "the address is free",
        () -> cluster.client().resources(IPAddress.class).withName(address).get() == null);
  }

  @Test
  @DisplayName("T25: one that fails each time is told, and holds up no other")
  void oneThatFailsEachTimeIsToldAndHoldsUpNoOther() {
    var inTheWay =
        """
        apiVersion: fixpoint.dev/v1alpha1
        kind: RoutingIntent
        metadata: {name: bad, namespace: %s, finalizers: [example.com/stays]}
        spec:
          virtualService: {name: bad, uid: somebody-else}
          generation: 1
          revision: aa
          ports: [{port: 80, protocol: TCP}]
        """
            .formatted(shop.namespace());
    cluster.kubectlWithInput(inTheWay, "apply", "-f", "-").orThrow("an intent that stays");
    try {
      shop.apply("bad");
      shop.apply("good");

      shop.awaitReady("good");
      await("it is told", () -> shop.condition("bad", "Ready").contains("ReconcileFailed"));
      pod("web-2");
      shop.awaitEndpoints("good", "2/2");
    } finally {
      shop.kubectl(
          "patch", "rintent", "bad", "--type=merge", "-p", "{\"metadata\": {\"finalizers\": []}}");
    }
    shop.awaitReady("bad");
  }

  @Test
  @DisplayName(
      "T27: nothing of ours holds a namespace, and what goes without the operator is freed")
  void nothingOfOursHoldsANamespace() {
    var address = shop.address("web");
    for (var kind : List.of("vsvc", "rintent", "endpointslices", "services")) {
      var path = "jsonpath={.items[*].metadata.finalizers}";
      assertThat(shop.kubectl("get", kind, "-o", path)).as(kind).isEmpty();
    }
    fleet.operator().kill();

    shop.delete("web");

    assertThat(shop.kubectl("get", "vsvc", "-o", "name")).isEmpty();
    fleet.startOperator();
    fleet.operator().awaitReady();
    await(
        "the address is free",
        () -> cluster.client().resources(IPAddress.class).withName(address).get() == null);
  }

  private SimPod pod(String name) {
    return fleet
        .node("n1")
        .podBuilder(shop.namespace(), name, Map.of("app", "web"))
        .withoutTraffic()
        .create();
  }

  private void setRules(List<PolicyRule> rules) {
    cluster
        .client()
        .rbac()
        .clusterRoles()
        .withName(ROLE)
        .edit(
            role -> {
              role.setRules(rules);
              return role;
            });
  }

  private static List<PolicyRule> withoutPods(List<PolicyRule> rules) {
    return rules.stream()
        .map(
            rule -> {
              var resources = new ArrayList<>(rule.getResources());
              resources.remove("pods");
              return rule.edit().withResources(resources).build();
            })
        .filter(rule -> !rule.getResources().isEmpty())
        .toList();
  }

  private String ports() {
    return shop.kubectl("get", "vsvc", "web", "-o", "jsonpath={.status.summary.ports}");
  }

  private String version(String kind, String name) {
    return shop.kubectl(
        "get", kind, name, "--ignore-not-found", "-o", "jsonpath={.metadata.resourceVersion}");
  }

  private static void await(String what, Callable<Boolean> question) {
    Await.until(what, LIMIT, question);
  }
}
