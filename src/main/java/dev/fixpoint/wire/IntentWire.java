// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.api.v1alpha1.EndpointGroup;
import dev.fixpoint.api.v1alpha1.IntentBackend;
import dev.fixpoint.api.v1alpha1.IntentEndpoint;
import dev.fixpoint.api.v1alpha1.IntentOwner;
import dev.fixpoint.api.v1alpha1.IntentPort;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.RoutingIntentSpec;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.intent.Intent.Port;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// RoutingIntent ↔ [Intent].
public final class IntentWire {
  private static final String API_VERSION = HasMetadata.getApiVersion(VirtualService.class);

  private IntentWire() {}

  /// Reads an intent without trust: an agent acts on what passes here, as root.
  public static Parsed<Intent> parse(RoutingIntent resource) {
    var spec = resource.getSpec();
    var owner = spec == null ? null : spec.getVirtualService();
    if (owner == null || owner.getUid() == null) {
      return Parsed.invalid(List.of("spec.virtualService is missing"));
    }
    var problems = new ArrayList<String>();
    var addresses = spec.getAddresses().stream().map(a -> ip(a, problems)).toList();
    var ports = spec.getPorts().stream().map(p -> port(p, problems)).toList();
    var backends =
        spec.getBackends().stream().map(b -> backend(b, ports.size(), problems)).toList();
    var external = ExternalWire.parse(spec, problems);
    var balancing = BalancingWire.parse(spec.getLoadBalancing(), problems);
    var access = AccessWire.parse(spec.getAccess(), problems);
    if (!problems.isEmpty()) {
      return Parsed.invalid(problems);
    }
    return Parsed.ok(
        new Intent(
            ownerOf(resource),
            owner.getUid(),
            addresses,
            ports,
            backends,
            ReachWire.traffic(spec.getTraffic()),
            external,
            access,
            balancing));
  }

  /// The VirtualService that a RoutingIntent is for.
  public static Key ownerOf(RoutingIntent resource) {
    var metadata = resource.getMetadata();
    var name =
        Optional.ofNullable(resource.getSpec())
            .map(RoutingIntentSpec::getVirtualService)
            .map(IntentOwner::getName)
            .orElse(metadata.getName());
    return new Key(metadata.getNamespace(), name);
  }

  private static Ip ip(String text, List<String> problems) {
    var ip = Ip.parse(text);
    if (ip.isEmpty()) {
      problems.add("no IP address: " + text);
    }
    return ip.orElse(Ip.v4(0));
  }

  private static Port port(IntentPort port, List<String> problems) {
    checkPort(port.getPort(), 1, problems);
    if (port.getProtocol() == null) {
      problems.add("no protocol of port " + port.getPort());
    }
    var name = Optional.ofNullable(port.getName()).orElse("");
    var protocol = Optional.ofNullable(port.getProtocol()).map(p -> Protocol.valueOf(p.name()));
    int number = Optional.ofNullable(port.getPort()).orElse(0);
    return new Port(name, protocol.orElse(Protocol.TCP), number);
  }

  private static Backend backend(IntentBackend backend, int ports, List<String> problems) {
    var groups = new ArrayList<Group>();
    for (var group : backend.getGroups()) {
      group.getTargetPorts().forEach(port -> checkPort(port, 0, problems));
      if (group.getTargetPorts().size() != ports) {
        problems.add("targetPorts: one for each port is needed");
      }
      var endpoints = group.getEndpoints().stream().map(e -> endpoint(e, problems)).toList();
      groups.add(new Group(group.getTargetPorts().stream().toList(), endpoints));
    }
    int weight = Optional.ofNullable(backend.getWeight()).orElse(-1);
    if (weight < 0) {
      problems.add("no weight of backend " + backend.getName() + ": " + backend.getWeight());
    }
    return new Backend(Optional.ofNullable(backend.getName()).orElse(""), weight, groups);
  }

  private static Destination endpoint(IntentEndpoint endpoint, List<String> problems) {
    return new Destination(
        ip(endpoint.getAddress(), problems),
        Optional.ofNullable(endpoint.getNode()).orElse(""),
        Optional.ofNullable(endpoint.getZone()).orElse(""),
        !Boolean.TRUE.equals(endpoint.getTerminating()));
  }

  private static void checkPort(Integer port, int lowest, List<String> problems) {
    if (port == null || port < lowest || port > 65535) {
      problems.add("no port: " + port);
    }
  }

  /// @param generation of the VirtualService that the intent was compiled from
  public static RoutingIntent print(Intent intent, long generation) {
    var resource = new RoutingIntent();
    resource.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(intent.key().namespace())
            .withName(intent.key().name())
            .withOwnerReferences(ownedBy(intent.key().name(), intent.ownerUid()))
            .build());
    var spec = new RoutingIntentSpec();
    var owner = new IntentOwner();
    owner.setName(intent.key().name());
    owner.setUid(intent.ownerUid());
    spec.setVirtualService(owner);
    spec.setGeneration(generation);
    spec.setRevision(intent.revision());
    spec.setAddresses(intent.addresses().stream().map(Ip::toString).toList());
    spec.setPorts(intent.ports().stream().map(IntentWire::print).toList());
    spec.setBackends(intent.backends().stream().map(IntentWire::print).toList());
    spec.setTraffic(ReachWire.print(intent.traffic()));
    spec.setExternal(ExternalWire.print(intent.external(), spec.getPorts()));
    spec.setLoadBalancing(BalancingWire.print(intent.balancing()));
    intent.access().ifPresent(access -> spec.setAccess(AccessWire.print(access)));
    resource.setSpec(spec);
    return resource;
  }

  /// Ties what is written for a VirtualService to it, so that it goes with it.
  static OwnerReference ownedBy(String name, String uid) {
    return new OwnerReferenceBuilder()
        .withApiVersion(API_VERSION)
        .withKind("VirtualService")
        .withName(name)
        .withUid(uid)
        .withController(true)
        .build();
  }

  private static IntentPort print(Port port) {
    var wire = new IntentPort();
    wire.setName(port.name().isEmpty() ? null : port.name());
    wire.setPort(port.port());
    wire.setProtocol(dev.fixpoint.api.v1alpha1.Protocol.valueOf(port.protocol().name()));
    return wire;
  }

  private static IntentBackend print(Backend backend) {
    var wire = new IntentBackend();
    wire.setName(backend.name());
    wire.setWeight(backend.weight());
    wire.setGroups(backend.groups().stream().map(IntentWire::print).toList());
    return wire;
  }

  private static EndpointGroup print(Group group) {
    var wire = new EndpointGroup();
    wire.setTargetPorts(group.targetPorts());
    wire.setEndpoints(group.endpoints().stream().map(IntentWire::print).toList());
    return wire;
  }

  private static IntentEndpoint print(Destination destination) {
    var wire = new IntentEndpoint();
    wire.setAddress(destination.address().toString());
    wire.setNode(destination.node().isEmpty() ? null : destination.node());
    wire.setZone(destination.zone().isEmpty() ? null : destination.zone());
    wire.setTerminating(destination.ready() ? null : true);
    return wire;
  }
}
