// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.vip.IpRange;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoolWireTest {

  /// The band that the API server leaves to users who choose their address (KEP-3070), as its
  /// own documentation and code have it.
  record Band(String cidr, String ranges, String band) {
    @Override
    public String toString() {
      return cidr;
    }
  }

  static Stream<Band> bands() {
    return Stream.of(
        new Band("10.96.0.0/12", "10.96.0.1-10.111.255.254", "10.96.0.1-10.96.1.0"),
        new Band("10.96.0.0/16", "10.96.0.1-10.96.255.254", "10.96.0.1-10.96.1.0"),
        new Band("10.96.0.0/20", "10.96.0.1-10.96.15.254", "10.96.0.1-10.96.1.0"),
        new Band("10.96.0.0/21", "10.96.0.1-10.96.7.254", "10.96.0.1-10.96.0.128"),
        new Band("10.96.0.0/24", "10.96.0.1-10.96.0.254", "10.96.0.1-10.96.0.16"),
        new Band("10.96.0.0/27", "10.96.0.1-10.96.0.30", "10.96.0.1-10.96.0.16"),
        new Band("10.96.0.0/28", "10.96.0.1-10.96.0.14", ""),
        new Band("10.96.0.0/29", "10.96.0.1-10.96.0.6", ""),
        new Band("10.96.0.0/32", "10.96.0.0", ""),
        new Band("fd00::/64", "fd00::1-fd00::ffff:ffff:ffff:ffff", "fd00::1-fd00::100"),
        new Band("fd00::/108", "fd00::1-fd00::f:ffff", "fd00::1-fd00::100"),
        new Band("fd00::/116", "fd00::1-fd00::fff", "fd00::1-fd00::100"),
        new Band("fd00::/123", "fd00::1-fd00::1f", "fd00::1-fd00::10"),
        new Band("fd00::/124", "fd00::1-fd00::f", ""));
  }

  @ParameterizedTest
  @MethodSource("bands")
  void withoutAnyPoolTheServiceCidrsAreThePool(Band band) {
    var pools = PoolWire.parse(List.of(), List.of(serviceCidr(band.cidr())), List.of());

    assertThat(pools).extracting(Pool::name).containsExactly(Pool.CLUSTER);
    assertThat(text(pools.getFirst().ranges())).isEqualTo(band.ranges());
    assertThat(text(pools.getFirst().userBand())).isEqualTo(band.band());
  }

  @Test
  void aPoolWithoutRangesHasTheServiceCidrs() {
    var pool =
        only(pool("p", "{priority: 5, reserved: [10.96.0.10]}"), serviceCidr("10.96.0.0/24"));

    assertThat(text(pool.ranges())).isEqualTo("10.96.0.1-10.96.0.254");
    assertThat(text(pool.userBand())).isEqualTo("10.96.0.1-10.96.0.16");
    assertThat(text(pool.reserved())).isEqualTo("10.96.0.10");
    assertThat(pool.rules().priority()).isEqualTo(5);
  }

  @Test
  void aPoolWithRangesHasThemAlone() {
    var spec = "{ranges: [10.0.1.0/30, 10.0.0.5-10.0.0.9], reserved: [10.0.0.0/29]}";
    var pool = only(pool("p", spec), serviceCidr("10.96.0.0/24"));

    assertThat(text(pool.ranges())).isEqualTo("10.0.0.5-10.0.0.9 10.0.1.1-10.0.1.2");
    assertThat(text(pool.reserved())).isEqualTo("10.0.0.0-10.0.0.7");
    assertThat(pool.userBand()).isEmpty();
    assertThat(pool.conflict()).isEmpty();
  }

  @Test
  void aPoolForLoadBalancersLeavesTheServiceCidrsToTheOthers() {
    var edge = pool("edge", "{ranges: [203.0.113.0/24], use: LoadBalancer, allocation: Manual}");
    var pools = PoolWire.parse(List.of(edge), List.of(serviceCidr("10.96.0.0/24")), List.of());

    assertThat(pools).extracting(Pool::name).containsExactly(Pool.CLUSTER, "edge");
    assertThat(pools.getLast().rules()).isEqualTo(new Pool.Rules(0, Pool.Use.LoadBalancer, false));
  }

  @Test
  void readsWhomAPoolServesAndHowLongItHolds() {
    var spec =
        "{ranges: [10.0.0.0/24], namespaceSelector: {matchLabels: {team: web}}, holdFor: 1h30m}";
    var rules = only(pool("p", spec)).rules();

    assertThat(rules.namespaces().orElseThrow()).hasToString("team=web");
    assertThat(rules.holdFor()).isEqualTo(Duration.ofMinutes(90));
  }

  @Test
  void aPoolThatIsBeingDeletedHandsOutNothing() {
    var going = pool("p", "{ranges: [10.0.0.0/24]}");
    going.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");

    assertThat(only(going).conflict()).contains("it is being deleted");
  }

  @Test
  void severalServiceCidrsAreOnePool() {
    var pool =
        PoolWire.parse(
                List.of(),
                List.of(serviceCidr("10.97.0.0/24", "fd00::/120"), serviceCidr("10.96.0.0/30")),
                List.of())
            .getFirst();

    assertThat(text(pool.ranges()))
        .isEqualTo("10.96.0.1-10.96.0.2 10.97.0.1-10.97.0.254 fd00::1-fd00::ff");
  }

  @Test
  void aServiceCidrThatIsBeingDeletedGivesNoAddressesAnyMore() {
    var going = serviceCidr("10.96.0.0/24");
    going.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");

    assertThat(PoolWire.parse(List.of(), List.of(going), List.of()).getFirst().ranges()).isEmpty();
  }

  @Test
  void poolsAreJudgedAndInTheirOrder() {
    var pools =
        PoolWire.parse(
            List.of(
                pool("a", "{ranges: [10.0.0.0/24]}", "2026-01-02T00:00:00Z"),
                pool("b", "{ranges: [10.0.0.0/16], priority: 1}", "2026-01-01T00:00:00Z")),
            List.of(),
            List.of());

    assertThat(pools).extracting(Pool::name).containsExactly("b", "a");
    assertThat(pools.getLast().conflict().orElseThrow()).contains("the older pool b");
    assertThat(pools.getFirst().conflict()).isEmpty();
  }

  record Row(String name, String spec, String conflict) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> refused() {
    return Stream.of(
        new Row(
            "a range reversed, which no CEL rule finds",
            "{ranges: ['fd00::9-fd00::1']}",
            "spec.ranges: fd00::9-fd00::1: neither a CIDR block nor a range"),
        new Row(
            "no range", "{ranges: [here]}", "spec.ranges: here: neither a CIDR block nor a range"),
        new Row(
            "bits after the prefix",
            "{ranges: [10.0.0.1/24]}",
            "spec.ranges: 10.0.0.1/24: neither a CIDR block nor a range"),
        new Row(
            "all that is wrong",
            "{ranges: [x, 10.0.0.0/24], reserved: [y]}",
            "spec.ranges: x: neither a CIDR block nor a range; spec.reserved: y: neither a CIDR block nor a range"),
        new Row(
            "loopback",
            "{ranges: [127.0.0.0/8]}",
            "spec.ranges: 127.0.0.0/8: no traffic may go there"),
        new Row(
            "link-local",
            "{ranges: [169.254.20.10]}",
            "spec.ranges: 169.254.20.10: no traffic may go there"),
        new Row(
            "multicast",
            "{ranges: ['ff02::/120']}",
            "spec.ranges: ff02::/120: no traffic may go there"),
        new Row(
            "everything",
            "{ranges: [0.0.0.0/0]}",
            "spec.ranges: 0.0.0.0/0: no traffic may go there"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void handsOutNothingWhileItsSpecIsWrong(Row row) {
    assertThat(only(pool("p", row.spec())).conflict()).contains(row.conflict());
  }

  private static Pool only(AddressPool pool, ServiceCIDR... serviceCidrs) {
    var pools = PoolWire.parse(List.of(pool), List.of(serviceCidrs), List.of());
    assertThat(pools).hasSize(1);
    return pools.getFirst();
  }

  private static AddressPool pool(String name, String spec) {
    return pool(name, spec, "2026-01-01T00:00:00Z");
  }

  private static AddressPool pool(String name, String spec, String created) {
    var yaml = "{metadata: {name: %s, uid: u-%s, creationTimestamp: '%s'}, spec: %s}";
    return Yaml.read(yaml.formatted(name, name, created, spec), AddressPool.class);
  }

  private static ServiceCIDR serviceCidr(String... cidrs) {
    var yaml = "{metadata: {name: kubernetes}, spec: {cidrs: ['%s']}}";
    return Yaml.read(yaml.formatted(String.join("','", cidrs)), ServiceCIDR.class);
  }

  private static String text(List<IpRange> ranges) {
    return ranges.stream().map(IpRange::toString).collect(Collectors.joining(" "));
  }
}
