// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.vip.IpRange;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What matters of a Node.
///
/// @param ready its Ready condition: true
/// @param zone empty where it has none
/// @param addresses its own, where no endpoint may be
/// @param podCidrs where its pods are; empty where that is not known
public record NodeFacts(
    String name, boolean ready, String zone, List<String> addresses, List<IpRange> podCidrs) {
  private static final String ZONE = "topology.kubernetes.io/zone";

  public static NodeFacts of(Node node) {
    var labels = Optional.ofNullable(node.getMetadata().getLabels()).orElse(Map.of());
    var status = Optional.ofNullable(node.getStatus());
    var conditions = status.map(NodeStatus::getConditions).orElse(List.of());
    return new NodeFacts(
        node.getMetadata().getName(),
        conditions.stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus())),
        labels.getOrDefault(ZONE, ""),
        status.map(NodeStatus::getAddresses).orElse(List.of()).stream()
            .map(NodeAddress::getAddress)
            .toList(),
        podCidrs(node.getSpec()));
  }

  private static List<IpRange> podCidrs(NodeSpec spec) {
    return spec == null
        ? List.of()
        : spec.getPodCIDRs().stream().map(IpRange::parse).flatMap(Optional::stream).toList();
  }
}
