// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.wire.PublishedSlice.Port;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The name of a VirtualService in the cluster's DNS: a headless Service without a selector, and
/// for each family a slice whose endpoints are the addresses. Labels keep kube-proxy and the
/// controllers of Kubernetes off both.
public final class DnsWire {
  private static final String HEADLESS = "None";

  private DnsWire() {}

  /// What matters of a Service that bears our labels.
  ///
  /// @param ownerUid of its VirtualService, as it says
  public record PublishedService(Key key, String ownerUid, boolean headless, List<Port> ports) {

    public static PublishedService of(Service resource) {
      var spec = Optional.ofNullable(resource.getSpec());
      var labels = Optional.ofNullable(resource.getMetadata().getLabels()).orElse(Map.of());
      return new PublishedService(
          ServiceWire.keyOf(resource),
          labels.getOrDefault(Names.OWNER_UID, ""),
          spec.filter(s -> HEADLESS.equals(s.getClusterIP())).isPresent(),
          spec.map(s -> s.getPorts().stream().map(DnsWire::port).toList()).orElse(List.of()));
    }

    public boolean isAs(VipService wanted) {
      return headless && ports.equals(DnsWire.ports(wanted));
    }
  }

  private static Port port(ServicePort port) {
    var name = Objects.requireNonNullElse(port.getName(), "");
    return new Port(name, Objects.requireNonNullElse(port.getProtocol(), "TCP"), port.getPort());
  }

  /// The ports of the addresses.
  private static List<Port> ports(VipService service) {
    return service.ports().stream()
        .map(port -> new Port(port.name(), port.protocol().name(), port.port()))
        .toList();
  }

  public static Service print(VipService service) {
    return new ServiceBuilder()
        .withMetadata(metadata(service, service.key().name()))
        .withNewSpec()
        .withClusterIP(HEADLESS)
        .withPorts(ports(service).stream().map(DnsWire::servicePort).toList())
        .endSpec()
        .build();
  }

  private static ServicePort servicePort(Port port) {
    return new ServicePortBuilder()
        .withName(port.name().isEmpty() ? null : port.name())
        .withProtocol(port.protocol())
        .withPort(port.number())
        .withTargetPort(new IntOrString(port.number()))
        .build();
  }

  private static ObjectMeta metadata(VipService service, String name) {
    return new ObjectMetaBuilder()
        .withNamespace(service.key().namespace())
        .withName(name)
        .addToLabels(Names.SERVICE_PROXY, Names.SERVICE_PROXY_VALUE)
        .addToLabels(Names.VIRTUAL_SERVICE, service.key().name())
        .addToLabels(Names.OWNER_UID, service.uid())
        .withOwnerReferences(IntentWire.ownedBy(service.key().name(), service.uid()))
        .build();
  }

  /// The slice that holds the addresses of a family: `NAME-fixpoint-ipv4`.
  public static String nameOf(VipService service, Family family) {
    return service.key().name() + "-fixpoint-" + family.toString().toLowerCase(Locale.ROOT);
  }

  /// @param addresses of one family, at least one
  public static EndpointSlice print(VipService service, List<Ip> addresses) {
    var family = addresses.getFirst().family();
    var metadata = metadata(service, nameOf(service, family));
    metadata.getLabels().put(Names.SLICE_MANAGED_BY, Names.MANAGED_BY_VALUE);
    metadata.getLabels().put(Names.SERVICE_NAME, service.key().name());
    metadata.getLabels().put(Names.HEADLESS, "");
    var slice =
        new EndpointSliceBuilder()
            .withMetadata(metadata)
            .withAddressType(family.toString())
            .withPorts(ports(service).stream().map(DnsWire::endpointPort).toList());
    for (var address : addresses) {
      slice
          .addNewEndpoint()
          .withAddresses(address.toString())
          .withNewConditions()
          .withReady(true)
          .withServing(true)
          .withTerminating(false)
          .endConditions()
          .endEndpoint();
    }
    return slice.build();
  }

  private static EndpointPort endpointPort(Port port) {
    return new EndpointPortBuilder()
        .withName(port.name())
        .withProtocol(port.protocol())
        .withPort(port.number())
        .build();
  }
}
