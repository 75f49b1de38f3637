// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.wire.PodWire;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which addresses a pod of node n1 can't have.
class PlacesTest {
  private static final NodeFacts N1 = node("n1", "192.168.0.1", "10.244.1.0/24", "fd00:1::/64");
  private static final NodeFacts N2 = node("n2", "192.168.0.2", "10.244.2.0/24");

  /// @param why what is said; empty for an address that a pod of n1 may have
  record Row(String name, String address, String why) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("one of its node's", "10.244.1.7", ""),
        new Row("of the other family", "fd00:1::7", ""),
        new Row(
            "another node's pod's",
            "10.244.2.7",
            "is not in the podCIDRs of its node n1 (10.244.1.0-10.244.1.255)"),
        new Row(
            "from outside the cluster",
            "203.0.113.9",
            "is not in the podCIDRs of its node n1 (10.244.1.0-10.244.1.255)"),
        new Row("its node's: the host network", "192.168.0.1", "is the address of node n1"),
        new Row("another node's", "192.168.0.2", "is the address of node n2"),
        new Row("the API server's", "172.30.0.1", "is the address of an API server"),
        new Row("a Service's", "10.96.0.1", "is a virtual address of a Service"),
        new Row("a VirtualService's: a loop", "10.96.0.9", "is a virtual address"));
  }

  @DisplayName("T45, T46")
  @ParameterizedTest(name = "T45, T46: {0}")
  @MethodSource("rows")
  void forbids(Row row) {
    assertThat(places(true).forbids(Ip.of(row.address()), pod("n1")).orElse(""))
        .isEqualTo(row.why());
  }

  @Test
  void withoutTheCheckAPodMayHaveAnyAddressThatIsNobodyElses() {
    var places = places(false);

    assertThat(places.forbids(Ip.of("203.0.113.9"), pod("n1"))).isEmpty();
    assertThat(places.forbids(Ip.of("192.168.0.2"), pod("n1"))).isPresent();
  }

  @Test
  void aNodeWithoutPodCidrsTellsNothing() {
    var places = places(true);
    places.node(null, node("n3", "192.168.0.3"));

    assertThat(places.forbids(Ip.of("203.0.113.9"), pod("n3"))).isEmpty();
    assertThat(places.forbids(Ip.of("203.0.113.9"), pod("unknown"))).isEmpty();
  }

  @Test
  void aNodeThatGoesGivesItsAddressesBack() {
    var places = places(true);
    places.node(N2, null);
    places.node(N1, node("n1", "192.168.0.7"));

    assertThat(places.forbids(Ip.of("192.168.0.2"), pod("n1"))).isEmpty();
    assertThat(places.forbids(Ip.of("192.168.0.1"), pod("n1"))).isEmpty();
    assertThat(places.forbids(Ip.of("192.168.0.7"), pod("n1"))).isPresent();
    assertThat(places.zoneOf("n2")).isEmpty();
  }

  private static Places places(boolean checkPodCidrs) {
    var ledger = new Ledger();
    ledger.put(new Claim(Ip.of("10.96.0.1"), "services default/kubernetes", "default", ""));
    ledger.put(
        new Claim(Ip.of("10.96.0.9"), "virtualservices.fixpoint.dev shop/web", "shop", "u1"));
    var places = new Places(ledger, checkPodCidrs);
    places.node(null, N1);
    places.node(null, N2);
    places.apiServers(Set.of(Ip.of("172.30.0.1")));
    return places;
  }

  private static NodeFacts node(String name, String address, String... podCidrs) {
    var ranges = Stream.of(podCidrs).map(cidr -> IpRange.parse(cidr).orElseThrow()).toList();
    return new NodeFacts(name, true, "z-" + name, List.of(address), List.of(), ranges);
  }

  private static Pod pod(String node) {
    return PodWire.parse(
        new PodBuilder()
            .withNewMetadata()
            .withName("p")
            .withUid("u")
            .endMetadata()
            .withNewSpec()
            .withNodeName(node)
            .endSpec()
            .build());
  }
}
