// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.access.Admission.Client;
import dev.fixpoint.access.Clients;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.PodWire;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The client that is asked about.
///
/// @param name for people: `pod shop/front`, `node n1`, `address 198.51.100.9`
/// @param node where it is; empty where that is none of the cluster's
/// @param outside whether its connections come from outside the cluster
record Visitor(String name, Client client, Optional<String> node, boolean outside) {

  /// @param namespaceLabels of its Namespace
  static Visitor pod(Pod pod, Map<String, String> namespaceLabels, Collection<NodeView> nodes) {
    var parsed = PodWire.parse(pod);
    var key = new Key(pod.getMetadata().getNamespace(), parsed.name());
    var addresses = Clients.addresses(parsed);
    boolean foreign = addresses.stream().anyMatch(ip -> nodeOf(ip, nodes).isPresent());
    var client =
        new Client(key.namespace(), namespaceLabels, Optional.of(parsed), addresses, foreign);
    return new Visitor(
        "pod " + key, client, Optional.of(parsed.node()).filter(n -> !n.isEmpty()), false);
  }

  /// The node itself, and what uses its network.
  static Visitor node(NodeView node) {
    var addresses = node.place().addresses();
    var client = new Client("", Map.of(), Optional.empty(), addresses, true);
    return new Visitor("node " + node.name(), client, Optional.of(node.name()), false);
  }

  /// An address that is no known pod's.
  ///
  /// @param inside clients that are of the cluster wherever they come from
  static Visitor address(Ip address, Collection<NodeView> nodes, Collection<IpRange> inside) {
    var own = nodeOf(address, nodes);
    if (own.isPresent()) {
      return node(own.get());
    }
    var home =
        nodes.stream()
            .filter(view -> view.node().stream().anyMatch(n -> has(n.podCidrs(), address)))
            .map(NodeView::name)
            .findFirst();
    var client = new Client("", Map.of(), Optional.empty(), List.of(address), false);
    return new Visitor("address " + address, client, home, home.isEmpty() && !has(inside, address));
  }

  private static boolean has(Collection<IpRange> ranges, Ip address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  private static Optional<NodeView> nodeOf(Ip ip, Collection<NodeView> nodes) {
    return nodes.stream()
        .filter(view -> view.node().filter(n -> n.addresses().contains(ip.toString())).isPresent())
        .findFirst();
  }

  boolean has(Family family) {
    return client.addresses().stream().anyMatch(ip -> ip.family() == family);
  }

  /// The node that it is on, where that is one of these.
  Optional<NodeView> among(Collection<NodeView> nodes) {
    return nodes.stream().filter(view -> node.filter(view.name()::equals).isPresent()).findFirst();
  }
}
