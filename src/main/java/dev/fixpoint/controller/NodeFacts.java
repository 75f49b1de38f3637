// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.ipam.Judgement.Occupied;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.wire.NodeWire;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What matters of a Node.
///
/// @param ready its Ready condition: true
/// @param zone empty where it has none
/// @param addresses its own, where no endpoint may be
/// @param internal the addresses that it serves node ports on
/// @param podCidrs where its pods are; empty where that is not known
public record NodeFacts(
    String name,
    boolean ready,
    String zone,
    List<String> addresses,
    List<Ip> internal,
    List<IpRange> podCidrs) {

  public static NodeFacts of(Node node) {
    var status = Optional.ofNullable(node.getStatus());
    var conditions = status.map(NodeStatus::getConditions).orElse(List.of());
    return new NodeFacts(
        node.getMetadata().getName(),
        conditions.stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus())),
        NodeWire.zone(node),
        status.map(NodeStatus::getAddresses).orElse(List.of()).stream()
            .map(NodeAddress::getAddress)
            .toList(),
        NodeWire.primaryAddresses(node),
        podCidrs(node.getSpec()));
  }

  /// The addresses that no pool may have.
  public List<Occupied> occupied() {
    var occupied = new ArrayList<Occupied>();
    for (var range : podCidrs) {
      occupied.add(new Occupied(range, "in the pod CIDR of node " + name, false));
    }
    for (var address : addresses) {
      Ip.parse(address)
          .map(ip -> new Occupied(new IpRange(ip, ip), "the address of node " + name, false))
          .ifPresent(occupied::add);
    }
    return occupied;
  }

  private static List<IpRange> podCidrs(NodeSpec spec) {
    return spec == null
        ? List.of()
        : spec.getPodCIDRs().stream().map(IpRange::parse).flatMap(Optional::stream).toList();
  }
}
