// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.endpoints.Endpoint;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.ipam.Allotment;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.plan.PortFindings;
import dev.fixpoint.plan.Rendezvous;
import dev.fixpoint.plan.ServiceFindings;
import dev.fixpoint.ports.NodePort;
import dev.fixpoint.ports.PortClaim;
import dev.fixpoint.ports.PortDecision;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.Traffic.Scope;
import dev.fixpoint.vip.VipService;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Gets a service what clients outside the cluster reach it by: node ports, external addresses,
/// and for each of these the node that announces it.
@Singleton
class Exposer {
  private final PortBook ports;
  private final AddressBook addresses;
  private final Acks acks;
  private final Settings settings;

  Exposer(PortBook ports, AddressBook addresses, Acks acks, Settings settings) {
    this.ports = ports;
    this.addresses = addresses;
    this.acks = acks;
    this.settings = settings;
  }

  /// What it came to.
  ///
  /// @param refusal the first thing that it could not have, told as the condition Allocated
  record Exposure(External external, Optional<Finding> refusal) {}

  /// @param families of the service's addresses inside the cluster
  Exposure expose(VipService service, List<Family> families, Collection<EndpointSet> endpoints) {
    var decisions = ports.allocate(service);
    var allotment =
        service.reach().hasExternalAddresses()
            ? Optional.of(addresses.allocateExternal(service, families))
            : Optional.<Allotment>empty();
    var announcers = announcers(service, endpoints);
    var announced =
        allotment.map(Allotment::addresses).orElse(List.of()).stream()
            .map(ip -> new Announced(ip, Rendezvous.choose(ip, announcers).orElse("")))
            .toList();
    boolean checked = service.reach().hasHealthCheck();
    var external =
        new External(
            nodePorts(service, decisions),
            announced,
            service.reach().external().sources(),
            checked ? port(service, Protocol.TCP, PortClaim.HEALTH, decisions.getLast()) : 0);
    return new Exposure(external, refusal(decisions, allotment));
  }

  private static Optional<Finding> refusal(
      List<PortDecision> decisions, Optional<Allotment> allotment) {
    return PortFindings.refusal(decisions)
        .or(() -> allotment.flatMap(ServiceFindings::refusedExternally));
  }

  private List<Integer> nodePorts(VipService service, List<PortDecision> decisions) {
    var nodePorts = new ArrayList<Integer>();
    if (service.reach().hasNodePorts()) {
      for (int i = 0; i < service.ports().size(); i++) {
        var port = service.ports().get(i);
        nodePorts.add(port(service, port.protocol(), port.port(), decisions.get(i)));
      }
    }
    return nodePorts;
  }

  /// Where a wish is refused, the port that it had before goes on; 0 where it had none.
  private int port(VipService service, Protocol protocol, int servicePort, PortDecision decision) {
    return switch (decision) {
      case PortDecision.Kept(var port) -> port.port();
      case PortDecision.Granted(var port) -> port.port();
      default -> ports.held(service, protocol, servicePort).orElse(0);
    };
  }

  /// The nodes to choose from: with the policy Local those that can serve clients outside.
  private List<String> announcers(VipService service, Collection<EndpointSet> endpoints) {
    if (!settings.announce()) {
      return List.of();
    }
    var live = acks.live().stream().map(LiveNode::name).toList();
    var serving =
        endpoints.stream()
            .flatMap(set -> set.usable().stream())
            .map(Endpoint::node)
            .filter(live::contains)
            .distinct()
            .toList();
    boolean local = service.reach().traffic().external() == Scope.LOCAL;
    return local && !serving.isEmpty() ? serving : live;
  }

  /// Gives back the node ports of an earlier revision, now that every node has followed.
  void keepOnly(VipService service, External external) {
    var served = new HashSet<NodePort>();
    for (int i = 0; i < external.nodePorts().size(); i++) {
      served.add(new NodePort(service.ports().get(i).protocol(), external.nodePorts().get(i)));
    }
    served.add(new NodePort(Protocol.TCP, external.healthPort()));
    ports.keepOnly(service, served);
  }
}
