// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.vip.Ip;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Where pods are, and which addresses can't be theirs, whatever their status says: the status
/// comes from the kubelet of their node, and that of one node must not draw the traffic of
/// another's pods (T46), nor turn it on the cluster's own parts.
public final class Places implements EndpointSet.Surroundings {
  private final Ledger ledger;
  private final boolean checkPodCidrs;
  private final Map<String, NodeFacts> nodes = new ConcurrentHashMap<>();
  private final Map<String, String> nodeOfAddress = new ConcurrentHashMap<>();
  private volatile Set<Ip> apiServers = Set.of();

  /// @param checkPodCidrs whether a pod's address must be of its node's `spec.podCIDRs`, where it
  ///     has any of that family
  public Places(Ledger ledger, boolean checkPodCidrs) {
    this.ledger = ledger;
    this.checkPodCidrs = checkPodCidrs;
  }

  /// @param before null for a new node
  /// @param after null for one that is gone
  public void node(NodeFacts before, NodeFacts after) {
    // What stays is never gone in between, when a reconciliation might ask.
    if (after != null) {
      nodes.put(after.name(), after);
      after.addresses().forEach(address -> nodeOfAddress.put(address, after.name()));
    }
    if (before != null) {
      if (after == null) {
        nodes.remove(before.name());
      }
      before.addresses().stream()
          .filter(address -> after == null || !after.addresses().contains(address))
          .forEach(address -> nodeOfAddress.remove(address, before.name()));
    }
  }

  /// @param addresses that the API server is reached at
  public void apiServers(Set<Ip> addresses) {
    apiServers = Set.copyOf(addresses);
  }

  @Override
  public String zoneOf(String node) {
    return node(node).map(NodeFacts::zone).orElse("");
  }

  private Optional<NodeFacts> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  @Override
  public Optional<String> forbids(Ip address, Pod pod) {
    var node = nodeOfAddress.get(address.toString());
    if (node != null) {
      return Optional.of("is the address of node " + node);
    }
    if (apiServers.contains(address)) {
      return Optional.of("is the address of an API server");
    }
    var holder = ledger.holder(address);
    if (holder.isPresent()) {
      return holder.map(claim -> "is a virtual address" + (claim.isOurs() ? "" : " of a Service"));
    }
    return node(pod.node())
        .filter(facts -> checkPodCidrs)
        .flatMap(facts -> outside(address, facts));
  }

  private static Optional<String> outside(Ip address, NodeFacts node) {
    var ranges =
        node.podCidrs().stream().filter(range -> range.family() == address.family()).toList();
    if (ranges.isEmpty() || ranges.stream().anyMatch(range -> range.contains(address))) {
      return Optional.empty();
    }
    return Optional.of(
        "is not in the podCIDRs of its node %s (%s)"
            .formatted(
                node.name(),
                ranges.stream().map(Object::toString).collect(Collectors.joining(", "))));
  }
}
