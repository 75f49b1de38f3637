// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.NoAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What cannot be had: a condition says so, and the rest goes on.
class StatesIT extends ShopCase {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// Creation times are whole seconds: which of two pools is younger shows only after one.
  private static final Duration CREATION_STEP = Duration.ofMillis(1_100);

  StatesIT() {
    super(ONE_OPERATOR, "n1");
  }

  @AfterEach
  void noPools() {
    cluster.client().resources(AddressPool.class).delete();
  }

  @Test
  @DisplayName("T4: exhaustion and recovery")
  void aFullPoolIsToldAndWhoWaitsGetsTheAddressThatBecomesFree() {
    pool("two", "172.30.0.0/30");
    shop.apply("a", "addresses: {pool: two}");
    shop.apply("b", "addresses: {pool: two}");
    shop.await("a", "Allocated", "True");
    shop.await("b", "Allocated", "True");

    shop.apply("c", "addresses: {pool: two}");
    shop.await("c", "Allocated", "False");

    assertThat(shop.condition("c", "Allocated"))
        .isEqualTo(
            "False PoolExhausted: all 2 addresses of pool two are in use: add a range, or delete a"
                + " VirtualService");
    assertThat(shop.condition("c", "Ready")).startsWith("False PoolExhausted: Allocated: ");
    shop.kubectl("wait", "--for=jsonpath={.status.free}=0", "apool/two", "--timeout=60s");
    assertThat(shop.kubectl("get", "events")).contains("PoolExhausted");
    shop.apply("elsewhere", "addresses: {pool: two, ipv4: 172.30.0.9}");
    shop.await("elsewhere", "Allocated", "False");
    assertThat(shop.condition("elsewhere", "Allocated")).contains("172.30.0.9 is not in pool two");

    var free = shop.address("a");
    shop.delete("a");
    shop.await("c", "Allocated", "True");
    assertThat(shop.address("c")).isEqualTo(free);
  }

  @Test
  void ofTwoPoolsThatOverlapTheYoungerYieldsAndRecoversWhenItIsMended()
      throws InterruptedException {
    pool("older", "172.30.1.0/24");
    Thread.sleep(CREATION_STEP.toMillis());
    pool("younger", "172.30.1.128-172.30.1.200");

    shop.kubectl("wait", "--for=condition=Conflict", "apool/younger", "--timeout=60s");
    shop.kubectl("wait", "--for=condition=Ready", "apool/older", "--timeout=60s");
    shop.apply("a", "addresses: {pool: younger}");
    shop.await("a", "Allocated", "False");
    assertThat(shop.condition("a", "Allocated"))
        .startsWith(
            "False PoolConflict: AddressPool younger: 172.30.1.128-172.30.1.200 is also in");
    shop.apply("b");
    shop.await("b", "Allocated", "True");

    pool("younger", "172.30.2.0/24");
    shop.await("a", "Allocated", "True");
    assertThat(shop.address("a")).startsWith("172.30.2.");
    shop.kubectl("wait", "--for=condition=Ready", "apool/younger", "--timeout=60s");
  }

  @Test
  void aSelectorThatMatchesNothingIsTold() {
    shop.apply("typo");
    shop.await("typo", "EndpointsReady", "False");

    assertThat(shop.condition("typo", "EndpointsReady"))
        .isEqualTo(
            "False NoMatchingPods: the selector app=web matches no pod in namespace "
                + shop.namespace());
    shop.await("typo", "Programmed", "True");
  }

  @Test
  void aPodWithoutAnIpIsToldAndTheOthersAnswer() throws NoAnswer {
    fleet
        .node("n1")
        .podBuilder(shop.namespace(), "web-1", Map.of("app", "web"))
        .withoutTraffic()
        .withoutIp()
        .create();
    shop.pod("n1", "web-2");
    shop.apply("checkout");
    shop.awaitEndpoints("checkout", "1/2");

    assertThat(shop.condition("checkout", "EndpointsReady"))
        .isEqualTo("True EndpointsReady: 1 of 2 pods are ready: web-1 has no IP yet");
    assertThat(Shop.answers(fleet.node("n1").netns(), shop.address("checkout"), 5))
        .isEqualTo(Set.of("web-2"));
  }

  @Test
  void aClaimThatIsDeletedByHandIsMadeAnewForTheSameAddress() {
    shop.apply("checkout");
    shop.await("checkout", "Programmed", "True");
    var address = shop.address("checkout");

    shop.kubectl("delete", "ipaddress", address);

    Await.until(
        "the claim is there again",
        LIMIT,
        () -> cluster.kubectl("get", "ipaddress", address).exit() == 0);
    assertThat(shop.address("checkout")).isEqualTo(address);
  }

  @Test
  void aPausedServiceIsLeftAloneAndCatchesUpAfterwards() {
    shop.pod("n1", "web-1");
    shop.apply("checkout");
    shop.awaitEndpoints("checkout", "1/1");

    shop.kubectl("annotate", "vsvc", "checkout", "fixpoint.dev/paused=true");
    shop.pod("n1", "web-2");
    shop.apply("other");
    shop.awaitEndpoints("other", "2/2");
    assertThat(shop.kubectl("get", "vsvc", "checkout")).contains(" 1/1 ");

    shop.kubectl("annotate", "vsvc", "checkout", "fixpoint.dev/paused-");
    shop.awaitEndpoints("checkout", "2/2");
  }

  private void pool(String name, String range) {
    var manifest =
        """
        apiVersion: fixpoint.dev/v1alpha1
        kind: AddressPool
        metadata: {name: %s}
        spec: {ranges: ["%s"]}
        """
            .formatted(name, range);
    cluster.kubectlWithInput(manifest, "apply", "-f", "-").orThrow("apply pool");
  }
}
