// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.Client;
import dev.fixpoint.kit.NoAnswer;
import dev.fixpoint.kit.SimPod;
import dev.fixpoint.wire.ContactWire;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who may connect, from the spec to the packet.
class AccessIT extends ShopCase {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final String FRONT = "{podSelector: {matchLabels: {app: front}}}";

  AccessIT() {
    super(ONE_OPERATOR, "n1", "n2");
  }

  @BeforeEach
  void fill() {
    shop.pod("n1", "web-1");
  }

  @Test
  void clientsAreAdmittedByLabelsAndFollowed() {
    var front = client("n2", "front", Map.of("app", "front"));
    var other = client("n2", "other", Map.of("app", "other"));
    shop.apply("checkout", access(FRONT));
    shop.awaitReady("checkout");
    var address = shop.address("checkout");

    assertThat(answers(front, address)).isTrue();
    assertThat(answers(other, address)).isFalse();

    other.setLabels(Map.of("app", "front"));
    Await.until("the pod is admitted", LIMIT, () -> answers(other, address));
    other.setLabels(Map.of("app", "other"));
    Await.until("the pod is admitted no more", LIMIT, () -> !answers(other, address));
    assertThat(answers(front, address)).isTrue();
    var later = client("n1", "later", Map.of("app", "front"));
    Await.until("the new pod is admitted", LIMIT, () -> answers(later, address));
  }

  @Test
  void namespacesAreFollowed() {
    var elsewhere = cluster.namespace("team");
    var client = fleet.node("n2").pod(elsewhere, "client", Map.of("app", "front"));
    shop.apply("checkout", access("{namespaceSelector: {matchLabels: {team: web}}}"));
    shop.awaitReady("checkout");
    var address = shop.address("checkout");
    assertThat(answers(client, address)).isFalse();

    cluster.kubectl("label", "namespace", elsewhere, "team=web").orThrow("label");
    Await.until("the namespace is admitted", LIMIT, () -> answers(client, address));

    cluster.kubectl("label", "namespace", elsewhere, "team-").orThrow("label");
    Await.until("it is admitted no more", LIMIT, () -> !answers(client, address));
    cluster.client().namespaces().withName(elsewhere).delete();
  }

  @Test
  void oneSetServesAllRulesThatUseItAndGoesWithTheLast() {
    client("n1", "front-1", Map.of("app", "front"));
    for (int i = 1; i <= 3; i++) {
      shop.apply("web-" + i, access(FRONT));
    }
    for (int i = 1; i <= 3; i++) {
      shop.awaitReady("web-" + i);
    }
    assertThat(sets()).hasSize(1);
    var before = sets().getFirst();

    var second = client("n2", "front-2", Map.of("app", "front"));
    Await.until(
        "the set has the new client",
        LIMIT,
        () -> sets().getFirst().getSpec().getAddresses().contains(second.ip()));
    assertThat(sets().getFirst().getMetadata().getGeneration())
        .isEqualTo(before.getMetadata().getGeneration() + 1);

    for (int i = 1; i <= 3; i++) {
      shop.delete("web-" + i);
    }
    Await.until("the set is gone", LIMIT, () -> sets().isEmpty());
  }

  @Test
  void whatSomebodyDoesToASetIsUndone() {
    var front = client("n2", "front", Map.of("app", "front"));
    shop.apply("checkout", access(FRONT));
    shop.awaitReady("checkout");
    var address = shop.address("checkout");

    cluster.client().resource(sets().getFirst()).delete();
    Await.until("the set is there again", LIMIT, () -> sets().size() == 1);

    assertThat(answers(front, address)).isTrue();
  }

  @Test
  void podsAreProtectedByANetworkPolicyWithTheSamePeers() {
    shop.apply("checkout", "access: {from: [" + FRONT + "], protectPods: true}");
    shop.await("checkout", "PodsProtected", "True");
    var policy = policy("checkout-fixpoint");
    assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEqualTo(Map.of("app", "web"));
    assertThat(policy.getSpec().getIngress().getFirst().getFrom().getFirst().getPodSelector())
        .extracting(selector -> selector.getMatchLabels())
        .isEqualTo(Map.of("app", "front"));

    cluster.client().resource(policy).delete();
    Await.until("the policy is there again", LIMIT, () -> policy("checkout-fixpoint") != null);

    shop.apply("checkout", access(FRONT));
    Await.until("the policy is gone", LIMIT, () -> policy("checkout-fixpoint") == null);
  }

  @Test
  void anAuditTellsWhoWasNotAdmitted() {
    var other = client("n2", "other", Map.of("app", "other"));
    shop.apply("checkout", "access: {from: [" + FRONT + "], audit: true}");
    shop.awaitReady("checkout");

    assertThat(answers(other, shop.address("checkout"))).isFalse();

    Await.until("the node tells of it", LIMIT, () -> deniedOn("n2").contains(other.ip()));
    Await.until(
        "an event names the pod",
        LIMIT,
        () ->
            shop.kubectl("get", "events", "-o", "jsonpath={.items[*].message}")
                .contains("did not admit pod " + shop.namespace() + "/other to 80/TCP"));
    var row =
        "fixpoint_access_denied_total{client=\"pod %1$s/other\",virtualservice=\"%1$s/checkout\"}"
            .formatted(shop.namespace());
    Await.until(
        "a metric counts it",
        LIMIT,
        () -> fleet.operator().get("/q/metrics").body().contains(row),
        () -> "no " + row);
  }

  private List<String> deniedOn(String node) {
    return ContactWire.parse(cluster.client().resources(NodeRouting.class).withName(node).get())
        .stream()
        .filter(contact -> !contact.admitted())
        .map(contact -> contact.client().toString())
        .toList();
  }

  @Test
  void aNetworkPolicyOfSomebodyElseIsNotTouched() {
    var theirs =
        cluster
            .client()
            .resource(
                new NetworkPolicyBuilder()
                    .withNewMetadata()
                    .withNamespace(shop.namespace())
                    .withName("checkout-fixpoint")
                    .endMetadata()
                    .withNewSpec()
                    .withNewPodSelector()
                    .endPodSelector()
                    .endSpec()
                    .build())
            .create();

    shop.apply("checkout", "access: {from: [" + FRONT + "], protectPods: true}");
    shop.await("checkout", "PodsProtected", "False");

    assertThat(shop.condition("checkout", "PodsProtected"))
        .startsWith("False NetworkPolicyConflict: NetworkPolicy ");
    assertThat(policy("checkout-fixpoint").getMetadata().getResourceVersion())
        .isEqualTo(theirs.getMetadata().getResourceVersion());
  }

  private static String access(String peer) {
    return "access: {from: [" + peer + "]}";
  }

  private SimPod client(String node, String name, Map<String, String> labels) {
    return fleet.node(node).pod(shop.namespace(), name, labels);
  }

  /// The sets of this test's namespace.
  private List<AddressSet> sets() {
    return cluster.client().resources(AddressSet.class).list().getItems().stream()
        .filter(set -> set.getSpec().getClients().endsWith("in namespace " + shop.namespace()))
        .toList();
  }

  private NetworkPolicy policy(String name) {
    return cluster
        .client()
        .resources(NetworkPolicy.class)
        .inNamespace(shop.namespace())
        .withName(name)
        .get();
  }

  private static boolean answers(SimPod from, String address) {
    try {
      Client.ask(from.netns(), address, 80, ANSWER);
      return true;
    } catch (NoAnswer e) {
      return false;
    }
  }
}
