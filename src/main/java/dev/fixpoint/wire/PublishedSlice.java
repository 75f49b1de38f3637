// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.endpoints.Endpoint;
import dev.fixpoint.endpoints.Slice;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.VipService;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What matters of an EndpointSlice that bears our labels, whoever made it.
///
/// @param service that it says it is for
/// @param ownerUid the UID of that, as it says
/// @param content empty where it is beyond recognition
public record PublishedSlice(Key service, String name, String ownerUid, Optional<Content> content) {

  /// @param endpoints without their target ports, which are the slice's
  public record Content(Family family, List<Port> ports, List<Endpoint> endpoints) {}

  /// A port of the slice.
  public record Port(String name, String protocol, int number) {

    boolean serves(VipService.Port wanted) {
      return name.equals(wanted.name()) && protocol.equals(wanted.protocol().name());
    }
  }

  public static PublishedSlice of(EndpointSlice resource) {
    var metadata = resource.getMetadata();
    var labels = Optional.ofNullable(metadata.getLabels()).orElse(Map.of());
    var service = labels.getOrDefault(Names.VIRTUAL_SERVICE, "");
    return new PublishedSlice(
        new Key(metadata.getNamespace(), service),
        metadata.getName(),
        labels.getOrDefault(Names.OWNER_UID, ""),
        content(resource));
  }

  private static Optional<Content> content(EndpointSlice resource) {
    try {
      var ports = resource.getPorts().stream().map(PublishedSlice::port).toList();
      var endpoints = resource.getEndpoints().stream().map(PublishedSlice::endpoint).toList();
      var family = Family.parse(resource.getAddressType()).orElseThrow();
      return Optional.of(new Content(family, ports, endpoints));
    } catch (RuntimeException notOurs) {
      return Optional.empty();
    }
  }

  private static Port port(EndpointPort port) {
    return new Port(text(port.getName()), text(port.getProtocol()), port.getPort());
  }

  private static Endpoint endpoint(io.fabric8.kubernetes.api.model.discovery.v1.Endpoint endpoint) {
    var conditions = endpoint.getConditions();
    var pod = endpoint.getTargetRef();
    return new Endpoint(
        pod == null ? "" : pod.getName(),
        pod == null ? "" : pod.getUid(),
        Ip.of(endpoint.getAddresses().getFirst()),
        text(endpoint.getNodeName()).intern(),
        text(endpoint.getZone()).intern(),
        List.of(),
        conditions.getReady(),
        conditions.getServing(),
        conditions.getTerminating());
  }

  private static String text(String text) {
    return Objects.requireNonNullElse(text, "");
  }

  /// What it holds for a service, or empty where that can't be told.
  public Optional<Slice> slice(VipService of) {
    return content.map(
        held -> {
          var ports = of.ports().stream().map(port -> targetPort(held.ports(), port)).toList();
          var endpoints = held.endpoints().stream().map(e -> e.withTargetPorts(ports)).toList();
          return new Slice(held.family(), ports, endpoints);
        });
  }

  private static int targetPort(List<Port> ports, VipService.Port wanted) {
    return ports.stream()
        .filter(port -> port.serves(wanted))
        .mapToInt(Port::number)
        .findFirst()
        .orElse(0);
  }
}
