// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.controller.NodeFacts;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.vip.Ip;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Nodes and addresses for [EndpointSet#select], from lists instead of mirrors.
final class Surroundings implements EndpointSet.Surroundings {
  private final Map<String, String> zoneByNode = new HashMap<>();
  private final Map<String, String> nodeByAddress = new HashMap<>();
  private final Ledger ledger;

  Surroundings(Collection<NodeView> nodes, Ledger ledger) {
    this.ledger = ledger;
    nodes.forEach(view -> view.node().ifPresent(this::put));
  }

  private void put(NodeFacts node) {
    zoneByNode.put(node.name(), node.zone());
    node.addresses().forEach(address -> nodeByAddress.put(address, node.name()));
  }

  @Override
  public String zoneOf(String node) {
    return zoneByNode.getOrDefault(node, "");
  }

  @Override
  public Optional<String> forbids(Ip address) {
    var node = nodeByAddress.get(address.toString());
    if (node != null) {
      return Optional.of("is the address of node " + node);
    }
    return ledger
        .holder(address)
        .map(claim -> "is a virtual address" + (claim.isOurs() ? "" : " of a Service"));
  }
}
