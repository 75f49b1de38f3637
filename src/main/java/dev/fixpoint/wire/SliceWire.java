// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.endpoints.Endpoint;
import dev.fixpoint.endpoints.Slice;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.VipService;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// [Slice] → EndpointSlice.
public final class SliceWire {
  /// Where the API servers publish their addresses.
  public static final String NAMESPACE_OF_API_SERVERS = "default";

  /// Selects the slices of every Service named `kubernetes`, the API servers' among them.
  public static final String OF_API_SERVERS = "kubernetes.io/service-name=kubernetes";

  private SliceWire() {}

  /// The addresses in a slice of anybody's.
  public static List<Ip> addresses(EndpointSlice resource) {
    return resource.getEndpoints().stream()
        .flatMap(endpoint -> endpoint.getAddresses().stream())
        .map(Ip::parse)
        .flatMap(Optional::stream)
        .toList();
  }

  /// Slices are named `NAME-fixpoint-INDEX`: an endpointslice controller's names end in five
  /// letters.
  public static String nameOf(VipService service, int index) {
    return service.key().name() + "-fixpoint-" + index;
  }

  /// The index in the name of a slice of ours; empty for every other name.
  public static OptionalInt indexOf(String name, VipService service) {
    var begin = service.key().name() + "-fixpoint-";
    var tail = name.startsWith(begin) ? name.substring(begin.length()) : "";
    return tail.matches("0|[1-9][0-9]{0,3}")
        ? OptionalInt.of(Integer.parseInt(tail))
        : OptionalInt.empty();
  }

  public static EndpointSlice print(VipService service, int index, Slice slice) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withNamespace(service.key().namespace())
        .withName(nameOf(service, index))
        .addToLabels(Names.SLICE_MANAGED_BY, Names.MANAGED_BY_VALUE)
        .addToLabels(Names.SERVICE_PROXY, Names.SERVICE_PROXY_VALUE)
        .addToLabels(Names.HEADLESS, "")
        .addToLabels(Names.VIRTUAL_SERVICE, service.key().name())
        .addToLabels(Names.OWNER_UID, service.uid())
        .withOwnerReferences(IntentWire.ownedBy(service.key().name(), service.uid()))
        .endMetadata()
        .withAddressType(slice.family().toString())
        .withPorts(ports(service, slice))
        .withEndpoints(
            slice.endpoints().stream().map(e -> print(service.key().namespace(), e)).toList())
        .build();
  }

  private static List<EndpointPort> ports(VipService service, Slice slice) {
    var ports = new java.util.ArrayList<EndpointPort>();
    for (int i = 0; i < service.ports().size(); i++) {
      var port = service.ports().get(i);
      if (slice.targetPorts().get(i) != 0) {
        ports.add(
            new EndpointPortBuilder()
                .withName(port.name())
                .withProtocol(port.protocol().name())
                .withPort(slice.targetPorts().get(i))
                .build());
      }
    }
    return ports;
  }

  private static io.fabric8.kubernetes.api.model.discovery.v1.Endpoint print(
      String namespace, Endpoint endpoint) {
    return new EndpointBuilder()
        .withAddresses(endpoint.address().toString())
        .withConditions(
            new EndpointConditions(endpoint.ready(), endpoint.serving(), endpoint.terminating()))
        .withNodeName(endpoint.node().isEmpty() ? null : endpoint.node())
        .withZone(endpoint.zone().isEmpty() ? null : endpoint.zone())
        .withNewTargetRef()
        .withKind("Pod")
        .withNamespace(namespace)
        .withName(endpoint.pod())
        .withUid(endpoint.podUid())
        .endTargetRef()
        .build();
  }
}
