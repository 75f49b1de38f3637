// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.kit.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What is published in a namespace beside what is others': the name in the DNS, and slices.
class NamesIT extends ShopCase {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String NAMES = "kubernetes.io/service-name=web";

  NamesIT() {
    super(ONE_OPERATOR, "n1", "n2");
  }

  @BeforeEach
  void fill() {
    fleet
        .node("n1")
        .podBuilder(shop.namespace(), "web-0", Map.of("app", "web"))
        .withoutTraffic()
        .create();
  }

  @Test
  void theNameAnswersWithTheAddressAsLongAsItIsWanted() {
    shop.apply("web");
    shop.awaitReady("web");
    var address = shop.address("web");

    await("the name has the address", () -> answer().equals(address));
    assertThat(service("{.spec.clusterIP}")).isEqualTo("None");

    shop.kubectl("patch", "vsvc", "web", "--type=merge", "-p", "{\"spec\": {\"dns\": false}}");
    await("the name is gone", () -> answer().isEmpty() && service("{.metadata.name}").isEmpty());

    shop.kubectl("patch", "vsvc", "web", "--type=merge", "-p", "{\"spec\": {\"dns\": true}}");
    await("the name is back", () -> answer().equals(address));

    shop.kubectl("delete", "service", "web");
    await("it is made anew", () -> service("{.spec.clusterIP}").equals("None"));
  }

  @Test
  void aServiceOfSomebodyElseIsLeftAloneAndNamed() {
    shop.kubectl("create", "service", "clusterip", "web", "--tcp=80:8080");
    var before = service("{.spec.clusterIP}");
    shop.apply("web");
    shop.awaitReady("web");

    shop.await("web", "Published", "False");

    assertThat(shop.condition("web", "Published"))
        .startsWith("False ForeignObject: Service web: not made by Fixpoint, left alone");
    assertThat(service("{.spec.clusterIP}")).isEqualTo(before);
    assertThat(answer()).doesNotContain(shop.address("web"));
    await("an event tells of it", () -> shop.kubectl("get", "events").contains("ForeignObject"));

    shop.kubectl("delete", "service", "web");
    shop.delete("web");
    shop.apply("web");
    shop.await("web", "Published", "True");
  }

  @Test
  @DisplayName("T44: a slice with our labels routes nothing, is left alone and named")
  void aSliceThatClaimsToBeOursRoutesNothing() {
    shop.apply("web");
    shop.awaitReady("web");
    var uid = shop.kubectl("get", "vsvc", "web", "-o", "jsonpath={.metadata.uid}");
    var forged =
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: web-forged-7
          namespace: %s
          labels:
            endpointslice.kubernetes.io/managed-by: fixpoint.dev
            fixpoint.dev/virtual-service: web
            fixpoint.dev/owner-uid: %s
        addressType: IPv4
        ports: [{name: '', port: 8080, protocol: TCP}]
        endpoints: [{addresses: [203.0.113.9], conditions: {ready: true}}]
        """
            .formatted(shop.namespace(), uid);
    cluster.kubectlWithInput(forged, "apply", "-f", "-").orThrow("apply the forged slice");

    shop.await("web", "Published", "False");

    assertThat(shop.condition("web", "Published")).contains("EndpointSlice web-forged-7");
    assertThat(intent()).doesNotContain("203.0.113.9");
    assertThat(shop.kubectl("get", "endpointslice", "web-forged-7", "-o", "name")).isNotEmpty();
  }

  @Test
  @DisplayName("T44: a slice of ours that somebody edits changes no routing and is put right")
  void aSliceOfOursThatSomebodyEditsIsPutRight() {
    shop.apply("web");
    shop.awaitReady("web");
    var path = "jsonpath={.endpoints[*].addresses[0]}";
    var before = shop.kubectl("get", "endpointslice", "web-fixpoint-0", "-o", path);

    shop.kubectl(
        "patch",
        "endpointslice",
        "web-fixpoint-0",
        "--type=json",
        "-p",
        "[{\"op\": \"replace\", \"path\": \"/endpoints/0/addresses/0\", \"value\": \"203.0.113.9\"}]");

    await(
        "it is as it was",
        () -> shop.kubectl("get", "endpointslice", "web-fixpoint-0", "-o", path).equals(before));
    assertThat(intent()).doesNotContain("203.0.113.9");
  }

  @Test
  @DisplayName("T45, T46: addresses that a pod cannot have are not routed, and are named")
  void addressesThatAPodCannotHaveAreNotRouted() {
    forged("loopback", "127.0.0.1");
    forged("metadata", "169.254.169.254");
    forged("node", fleet.node("n2").address());
    forged(
        "neighbour",
        fleet.node("n2").podBuilder(shop.namespace(), "victim", Map.of()).create().ip());
    shop.apply("web");
    shop.awaitEndpoints("web", "1/5");

    var said = shop.condition("web", "EndpointsReady");
    assertThat(said)
        .contains("1 of 5 pods are ready")
        .contains("loopback has the address 127.0.0.1");
    assertThat(intent())
        .doesNotContain("127.0.0.1", "169.254.169.254", fleet.node("n2").address())
        .containsOnlyOnce("address=");
  }

  /// A pod of n1 whose status says that it has this address.
  private void forged(String name, String ip) {
    fleet
        .node("n1")
        .podBuilder(shop.namespace(), name, Map.of("app", "web"))
        .withIp(ip)
        .withoutTraffic()
        .create();
  }

  /// The endpoints of the intent, each as `address=…`.
  private String intent() {
    var intent =
        cluster
            .client()
            .resources(RoutingIntent.class)
            .inNamespace(shop.namespace())
            .withName("web")
            .get();
    var text = new StringBuilder();
    intent.getSpec().getBackends().stream()
        .flatMap(backend -> backend.getGroups().stream())
        .flatMap(group -> group.getEndpoints().stream())
        .forEach(endpoint -> text.append("address=").append(endpoint.getAddress()).append(' '));
    return text.toString();
  }

  private String answer() {
    return shop.kubectl(
        "get",
        "endpointslice",
        "-l",
        NAMES,
        "-o",
        "jsonpath={.items[*].endpoints[*].addresses[0]}");
  }

  private String service(String path) {
    return shop.kubectl("get", "service", "web", "--ignore-not-found", "-o", "jsonpath=" + path);
  }

  private static void await(String what, java.util.concurrent.Callable<Boolean> question) {
    Await.until(what, LIMIT, question);
  }
}
