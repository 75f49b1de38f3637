// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.wire.DnsWire.PublishedService;
import java.util.List;
import org.junit.jupiter.api.Test;

class DnsWireTest {
  private static final VipService SERVICE =
      service("{name: http, port: 80}, {name: dns, port: 53, protocol: UDP}");

  @Test
  void theServiceIsHeadlessWithoutASelectorAndGoesWithItsOwner() {
    var service = Yaml.sent(DnsWire.print(SERVICE));

    assertThat(service.getMetadata().getName()).isEqualTo("web");
    assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(service.getSpec().getSelector()).isNullOrEmpty();
    assertThat(service.getMetadata().getOwnerReferences())
        .extracting(o -> o.getKind() + " " + o.getUid())
        .containsExactly("VirtualService u1");
  }

  @Test
  void aServiceIsReadBackAsItWasWritten() {
    var published = PublishedService.of(Yaml.sent(DnsWire.print(SERVICE)));

    assertThat(published.isAs(SERVICE)).isTrue();
    assertThat(published.ownerUid()).isEqualTo("u1");
    assertThat(published.isAs(service("{name: http, port: 81}"))).isFalse();
  }

  @Test
  void theSliceHoldsTheAddressesUnderTheNameOfTheService() {
    var slice = Yaml.sent(DnsWire.print(SERVICE, List.of(Ip.of("10.96.0.1"))));

    assertThat(slice.getMetadata().getName()).isEqualTo("web-fixpoint-ipv4");
    assertThat(slice.getMetadata().getLabels())
        .containsEntry("kubernetes.io/service-name", "web")
        .containsEntry("endpointslice.kubernetes.io/managed-by", "fixpoint.dev")
        .containsEntry("service.kubernetes.io/headless", "");
    assertThat(slice.getPorts())
        .extracting(p -> p.getName() + " " + p.getPort() + "/" + p.getProtocol())
        .containsExactly("http 80/TCP", "dns 53/UDP");
    assertThat(SliceWire.addresses(slice)).containsExactly(Ip.of("10.96.0.1"));
  }

  @Test
  void itsNameIsNoNameOfASliceOfEndpoints() {
    for (var family : Family.values()) {
      assertThat(SliceWire.indexOf(DnsWire.nameOf(SERVICE, family), SERVICE)).isEmpty();
    }
    assertThat(SliceWire.indexOf("web-fixpoint-7", SERVICE)).hasValue(7);
    assertThat(SliceWire.indexOf("evil-7", SERVICE)).isEmpty();
    assertThat(SliceWire.indexOf("web-fixpoint-07", SERVICE)).isEmpty();
  }

  private static VipService service(String ports) {
    var yaml =
        """
        metadata: {namespace: shop, name: web, uid: u1, generation: 1}
        spec: {selector: {matchLabels: {app: web}}, ports: [%s]}
        """
            .formatted(ports.replace(", protocol: UDP", ""));
    var parsed = ServiceWire.parse(Yaml.read(yaml, VirtualService.class)).value().orElseThrow();
    var described =
        parsed.ports().stream()
            .map(
                p ->
                    new VipService.Port(
                        p.name(),
                        p.name().equals("dns") ? dev.fixpoint.vip.Protocol.UDP : p.protocol(),
                        p.port(),
                        p.target()))
            .toList();
    return new VipService(
        parsed.key(),
        parsed.uid(),
        1,
        parsed.selector(),
        described,
        parsed.backends(),
        parsed.addresses(),
        false);
  }
}
