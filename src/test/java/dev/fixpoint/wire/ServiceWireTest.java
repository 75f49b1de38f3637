// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.AddressWish.Policy;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.vip.VipService.Port;
import dev.fixpoint.vip.VipService.TargetPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceWireTest {
  private static final String MINIMAL = "selector: {matchLabels: {app: web}}, ports: [{port: 80}]";

  @Test
  void theLeastThatWorks() {
    var service = ServiceWire.parse(service(MINIMAL)).value().orElseThrow();

    assertThat(service.key()).isEqualTo(new Key("shop", "web"));
    assertThat(service.uid()).isEqualTo("u1");
    assertThat(service.generation()).isEqualTo(3);
    assertThat(service.selector()).hasToString("app=web");
    assertThat(service.ports())
        .containsExactly(new Port("", Protocol.TCP, 80, new TargetPort.Number(80)));
    assertThat(service.addresses()).isEqualTo(AddressWish.ANY);
    assertThat(service.publishNotReady()).isFalse();
  }

  @Test
  void allThatIsSupported() {
    var spec =
        """
        type: ClusterIP,
        selector: {matchLabels: {app: web}, matchExpressions: [
          {key: tier, operator: NotIn, values: [db, mq]}, {key: old, operator: DoesNotExist}]},
        ports: [{name: http, port: 80, targetPort: http, protocol: TCP},
                {name: admin, port: 81, targetPort: 9000}],
        addresses: {pool: edge, ipv4: 10.96.0.7, families: [IPv4], policy: SingleStack},
        loadBalancing: {algorithm: Random},
        traffic: {internal: Cluster, external: Cluster},
        publishNotReadyAddresses: true
        """;
    var service = ServiceWire.parse(service(spec)).value().orElseThrow();

    assertThat(service.selector()).hasToString("app=web,tier notin (db,mq),!old");
    assertThat(service.ports())
        .containsExactly(
            new Port("http", Protocol.TCP, 80, new TargetPort.Named("http")),
            new Port("admin", Protocol.TCP, 81, new TargetPort.Number(9000)));
    assertThat(service.addresses())
        .isEqualTo(
            new AddressWish(
                Optional.of("edge"),
                List.of(Family.IPV4),
                Policy.SINGLE_STACK,
                Map.of(Family.IPV4, Ip.of("10.96.0.7"))));
    assertThat(service.publishNotReady()).isTrue();
  }

  @Test
  void backendsNarrowTheSelectorAndHaveWeightOneUnlessSaid() {
    var spec =
        MINIMAL
            + ", backends: [{name: stable, weight: 95, selector: {matchLabels: {version: v1}}},"
            + " {name: all}, {name: none, weight: 0}]";
    var service = ServiceWire.parse(service(spec)).value().orElseThrow();

    assertThat(service.backends())
        .extracting(b -> b.name() + " " + b.weight() + " " + b.selector())
        .containsExactly("stable 95 version=v1", "all 1 ", "none 0 ");
  }

  @Test
  void withoutBackendsThereIsOneOfAllPods() {
    var service = ServiceWire.parse(service(MINIMAL)).value().orElseThrow();

    assertThat(service.backends()).containsExactly(VipService.Backend.ALL);
  }

  @Test
  void anEmptySelectorSelectsEverythingAsInKubernetes() {
    var service = ServiceWire.parse(service("selector: {}, ports: [{port: 80}]")).value();

    assertThat(service.orElseThrow().selector().requirements()).isEmpty();
  }

  @Test
  void readsHowToBalance() {
    var spec = MINIMAL + ", loadBalancing: {algorithm: SourceHash, affinity: {clientIPSeconds: 9}}";
    assertThat(ServiceWire.parse(service(spec)).value().orElseThrow().balancing())
        .isEqualTo(new Balancing(Balancing.Algorithm.SourceHash, 9));
    assertThat(ServiceWire.parse(service(MINIMAL)).value().orElseThrow().balancing())
        .isEqualTo(Balancing.RANDOM);
  }

  /// @param problems parts of what is said, one for each problem
  record Row(String name, String spec, String... problems) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        invalid(
            "no peer",
            MINIMAL + ", access: {from: []}",
            "spec.access.from: needs at least one peer"),
        invalid(
            "an affinity of no time",
            MINIMAL + ", loadBalancing: {affinity: {clientIPSeconds: 0}}",
            "affinity: clientIPSeconds 0"),
        invalid(
            "an IPv4 address for an external IPv6 one",
            MINIMAL + ", type: LoadBalancer, loadBalancer: {ipv6: 203.0.113.7}",
            "spec.loadBalancer.ipv6: 203.0.113.7 is no IPv6 address"),
        invalid("no selector", "ports: [{port: 80}]", "spec: needs a selector"),
        invalid(
            "no port", "selector: {}, ports: []", "spec: needs a selector and at least one port"),
        invalid(
            "an IPv6 address for IPv4",
            MINIMAL + ", addresses: {ipv4: 'fd00::1'}",
            "spec.addresses.ipv4: fd00::1"),
        invalid(
            "an IPv4 address for IPv6",
            MINIMAL + ", addresses: {ipv6: 10.96.0.1}",
            "spec.addresses.ipv6: 10.96.0.1 is no IPv6 address"),
        invalid(
            "two addresses for one family's policy",
            MINIMAL + ", addresses: {ipv4: 10.96.0.1, ipv6: 'fd00::1', policy: SingleStack}",
            "spec.addresses: SingleStack is one address"),
        invalid(
            "an octal address",
            MINIMAL + ", addresses: {ipv4: 010.96.0.1}",
            "spec.addresses.ipv4: 010.96.0.1"),
        invalid(
            "a command for an address",
            MINIMAL + ", addresses: {ipv4: '$(id)'}",
            "spec.addresses.ipv4: $(id)"),
        invalid(
            "target port 0",
            "selector: {}, ports: [{port: 80, targetPort: 0}]",
            "spec.ports: the targetPort 0"),
        invalid(
            "target port 65536",
            "selector: {}, ports: [{port: 80, targetPort: 65536}]",
            "spec.ports: the targetPort 65536"),
        invalid(
            "all problems at once",
            "selector: {}, ports: [{port: 80, targetPort: -1}, {port: 81, targetPort: 70000}], addresses: {ipv4: x}",
            "spec.addresses.ipv4: x",
            "spec.ports: the targetPort -1",
            "spec.ports: the targetPort 70000"));
  }

  private static Row invalid(String name, String spec, String... problems) {
    return new Row(name, spec, problems);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void saysEverythingThatItCannotDo(Row row) {
    var parsed = ServiceWire.parse(service(row.spec()));

    assertThat(parsed.value()).isEmpty();
    assertThat(parsed.problems()).hasSameSizeAs(row.problems());
    for (int i = 0; i < row.problems().length; i++) {
      assertThat(parsed.problems().get(i)).startsWith(row.problems()[i]);
    }
  }

  record Wish(String name, String addresses, List<Family> families, Policy policy) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Wish> wishes() {
    var v4 = List.of(Family.IPV4);
    var both = List.of(Family.IPV4, Family.IPV6);
    var v6First = List.of(Family.IPV6, Family.IPV4);
    return Stream.of(
        new Wish("nothing: one address", "{}", List.of(), Policy.SINGLE_STACK),
        new Wish("one family", "{families: [IPv4]}", v4, Policy.SINGLE_STACK),
        new Wish(
            "two families without a policy: both are required",
            "{families: [IPv6, IPv4]}",
            v6First,
            Policy.REQUIRE_DUAL_STACK),
        new Wish(
            "two addresses without a policy: both are required",
            "{ipv4: 10.0.0.1, ipv6: 'fd00::1'}",
            List.of(),
            Policy.REQUIRE_DUAL_STACK),
        new Wish(
            "two families, preferred",
            "{families: [IPv4, IPv6], policy: PreferDualStack}",
            both,
            Policy.PREFER_DUAL_STACK),
        new Wish(
            "a policy alone", "{policy: RequireDualStack}", List.of(), Policy.REQUIRE_DUAL_STACK));
  }

  @ParameterizedTest
  @MethodSource("wishes")
  void readsWhichFamiliesAreWanted(Wish row) {
    var spec = MINIMAL + ", addresses: " + row.addresses();
    var wish = ServiceWire.parse(service(spec)).value().orElseThrow().addresses();

    assertThat(wish.families()).isEqualTo(row.families());
    assertThat(wish.policy()).isEqualTo(row.policy());
  }

  @Test
  void noSpecIsInvalid() {
    var resource = service(MINIMAL);
    resource.setSpec(null);

    assertThat(ServiceWire.parse(resource).problems()).hasSize(1);
  }

  @Test
  void isPausedByTheWordTrueAlone() {
    var resource = service(MINIMAL);
    assertThat(ServiceWire.isPaused(resource)).isFalse();
    for (var value : List.of("false", "True", "yes", "")) {
      resource.getMetadata().getAnnotations().put("fixpoint.dev/paused", value);
      assertThat(ServiceWire.isPaused(resource)).isFalse();
    }
    resource.getMetadata().getAnnotations().put("fixpoint.dev/paused", "true");
    assertThat(ServiceWire.isPaused(resource)).isTrue();
  }

  private static VirtualService service(String spec) {
    var yaml =
        """
        {apiVersion: fixpoint.dev/v1alpha1, kind: VirtualService,
         metadata: {namespace: shop, name: web, uid: u1, generation: 3},
         spec: {%s}}
        """
            .formatted(spec);
    return Yaml.read(yaml, VirtualService.class);
  }
}
