// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.kit.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The life of addresses and pools, as administrators and users see it.
class AddressesIT extends ShopCase {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String WAIT = "--timeout=90s";

  /// A paused agent must count as live for as long as a slow machine takes.
  private static final Map<String, String> SETTINGS =
      Map.of("FIXPOINT_LEADER_ELECTION", "false", "FIXPOINT_SILENT_AFTER", "15m");

  AddressesIT() {
    super(SETTINGS, "n1");
  }

  @AfterEach
  void clean() {
    shop.kubectl("delete", "vsvc", "--all", "--wait=false");
    cluster.client().resources(AddressPool.class).delete();
  }

  @Test
  @DisplayName("T11: two families or none, and no half is left")
  void whoRequiresTwoFamiliesGetsBothOrNone() {
    pool("both", "ranges: [172.31.0.1-172.31.0.2, 'fd00:31::1-fd00:31::1']");
    shop.apply("a", "addresses: {pool: both, policy: RequireDualStack}");
    shop.await("a", "Programmed", "True");
    assertThat(shop.kubectl("get", "vsvc", "a", "-o", "jsonpath={.status.addresses[*]}"))
        .matches("172.31.0.[12] fd00:31::1");

    shop.apply("b", "addresses: {pool: both, policy: RequireDualStack}");
    shop.await("b", "Allocated", "False");
    assertThat(shop.condition("b", "Allocated"))
        .startsWith("False PoolExhausted: needs both families, and gets no IPv6 address: ");
    assertThat(addressesOf("both")).hasSize(2);

    shop.apply("c", "addresses: {pool: both, policy: PreferDualStack}");
    shop.await("c", "Allocated", "True");
    assertThat(shop.condition("c", "Allocated")).contains(", and no IPv6 address: ");

    shop.delete("c");
    shop.delete("a");
    shop.await("b", "Programmed", "True");
    assertThat(shop.condition("b", "Allocated")).contains(" and fd00:31::1");
  }

  @Test
  @DisplayName("T5: a shrunken pool gives no more, its owners keep theirs, and it can't vanish")
  void aPoolInUseShrinksAndWaitsToBeDeleted() {
    pool("small", "ranges: [172.31.1.1-172.31.1.2]");
    shop.apply("a", "addresses: {pool: small, ipv4: 172.31.1.1}");
    shop.await("a", "Programmed", "True");

    pool("small", "ranges: [172.31.1.2-172.31.1.2]");
    shop.kubectl(
        "wait",
        "--for=jsonpath={.status.conditions[?(@.type==\"Allocated\")].reason}=OutOfRange",
        "vsvc/a",
        WAIT);
    shop.kubectl("wait", "--for=condition=OutOfRange", "apool/small", WAIT);
    assertThat(shop.address("a")).isEqualTo("172.31.1.1");
    shop.apply("b", "addresses: {pool: small}");
    shop.await("b", "Allocated", "True");
    shop.apply("c", "addresses: {pool: small}");
    shop.await("c", "Allocated", "False");

    shop.kubectl("delete", "apool", "small", "--wait=false");
    shop.kubectl(
        "wait",
        "--for=jsonpath={.status.conditions[?(@.type==\"Ready\")].reason}=InUse",
        "apool/small",
        WAIT);
    shop.kubectl("delete", "vsvc", "--all");
    Await.until(
        "the pool is gone",
        LIMIT,
        () -> cluster.kubectl("get", "apool", "small").exit() != 0,
        () -> shop.kubectl("get", "ipaddresses", "-o", "wide") + fleet.operator().tail(20));
  }

  @Test
  @DisplayName("a held address waits for its name alone, across a restart of the operator")
  void anAddressIsHeldForItsName() {
    pool("holding", "ranges: [172.31.2.1-172.31.2.9], holdFor: 1h");
    shop.apply("a", "addresses: {pool: holding}");
    shop.await("a", "Programmed", "True");
    var address = shop.address("a");

    shop.delete("a");
    shop.kubectl("wait", "--for=jsonpath={.status.held}=1", "apool/holding", WAIT);
    var until = "custom-columns=UNTIL:.metadata.labels.fixpoint\\.dev/held-until";
    assertThat(shop.kubectl("get", "ipaddress", address, "-o", until))
        .containsPattern("20[0-9]{6}T[0-9]{6}Z");
    assertThat(shop.kubectl("get", "apool", "holding", "-o", "jsonpath={.status.heldAddresses}"))
        .contains(address, shop.namespace() + "/a");

    fleet.operator().kill();
    fleet.startOperator();
    fleet.operator().awaitReady();
    shop.apply("b", "addresses: {pool: holding, ipv4: %s}".formatted(address));
    shop.await("b", "Allocated", "False");
    assertThat(shop.condition("b", "Allocated")).contains("held for its name until");

    shop.apply("a", "addresses: {pool: holding}");
    shop.await("a", "Programmed", "True");
    assertThat(shop.address("a")).isEqualTo(address);
    assertThat(shop.condition("b", "Allocated")).startsWith("False AddressInUse");
    shop.kubectl("wait", "--for=jsonpath={.status.held}=0", "apool/holding", WAIT);
  }

  @Test
  @DisplayName("quarantine: an address goes back only after every live node has removed it")
  void aPausedAgentHoldsUpTheRelease() {
    pool("one", "ranges: [172.31.3.1-172.31.3.1]");
    shop.apply("a", "addresses: {pool: one}");
    shop.await("a", "Programmed", "True");

    fleet.agent("n1").pause();
    try {
      shop.delete("a");
      Await.until(
          "the operator has withdrawn the routing",
          LIMIT,
          () -> shop.kubectl("get", "routingintents").isBlank(),
          () -> fleet.operator().tail(20));
      shop.apply("b", "addresses: {pool: one}");
      shop.await("b", "Allocated", "False");
      assertThat(addressesOf("one")).containsExactly("172.31.3.1");
    } finally {
      fleet.agent("n1").resume();
    }
    shop.await("b", "Programmed", "True");
    assertThat(shop.address("b")).isEqualTo("172.31.3.1");
  }

  @Test
  @DisplayName("T6: a pool that has a node's address hands out nothing until that is reserved")
  void aPoolWithANodesAddressIsInConflict() {
    var node = shop.kubectl("get", "node", "n1", "-o", "jsonpath={.status.addresses[0].address}");
    var ranges = "ranges: [172.31.4.1-172.31.4.9, %s-%s]".formatted(node, node);
    pool("nodes", ranges);
    shop.kubectl("wait", "--for=condition=Conflict", "apool/nodes", WAIT);
    shop.apply("a", "addresses: {pool: nodes}");
    shop.await("a", "Allocated", "False");
    assertThat(shop.condition("a", "Allocated"))
        .startsWith(
            "False PoolConflict: AddressPool nodes: " + node + " is the address of node n1");

    pool("nodes", ranges + ", reserved: ['%s']".formatted(node));
    shop.await("a", "Programmed", "True");
    assertThat(shop.address("a")).startsWith("172.31.4.");
  }

  private String[] addressesOf(String pool) {
    var names =
        shop.kubectl(
            "get",
            "ipaddresses",
            "-l",
            "fixpoint.dev/pool=" + pool,
            "-o",
            "jsonpath={.items[*].metadata.name}");
    return names.isBlank() ? new String[0] : names.split(" ");
  }

  private void pool(String name, String spec) {
    var manifest =
        """
        apiVersion: fixpoint.dev/v1alpha1
        kind: AddressPool
        metadata: {name: %s}
        spec: {%s}
        """
            .formatted(name, spec);
    cluster.kubectlWithInput(manifest, "apply", "-f", "-").orThrow("apply pool");
  }
}
