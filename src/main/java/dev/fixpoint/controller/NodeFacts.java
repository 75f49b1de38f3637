// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.wire.NodeWire;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeStatus;
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

  private static List<IpRange> podCidrs(NodeSpec spec) {
    return spec == null
        ? List.of()
        : spec.getPodCIDRs().stream().map(IpRange::parse).flatMap(Optional::stream).toList();
  }
}
