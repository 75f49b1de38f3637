// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import java.util.List;
import java.util.Optional;

/// The client as a person names it, before it is looked up.
sealed interface Guest {

  record AsPod(Key key) implements Guest {}

  record AsNode(String name) implements Guest {}

  record AsAddress(Ip address) implements Guest {}

  /// `pod/NAME`, `NAMESPACE/NAME`, `node/NAME` or an address; empty where it is none of these.
  ///
  /// @param namespace of `pod/NAME`
  static Optional<Guest> parse(String text, String namespace) {
    var address = Ip.parse(text);
    if (address.isPresent()) {
      return address.map(AsAddress::new);
    }
    return Subject.pod(text, namespace)
        .map(key -> text.startsWith("node/") ? new AsNode(key.name()) : new AsPod(key));
  }

  /// Looks it up.
  ///
  /// @param inside clients that are of the cluster wherever they come from
  /// @throws ClientFailure where it is not there, or may not be seen
  default Visitor find(ClusterReader cluster, List<NodeView> nodes, List<IpRange> inside) {
    return switch (this) {
      case AsPod(var key) -> pod(cluster, key, nodes);
      case AsNode(var name) ->
          nodes.stream()
              .filter(view -> view.name().equals(name))
              .findFirst()
              .map(Visitor::node)
              .orElseThrow(() -> unknown(cluster, "node " + name, nodes, name));
      case AsAddress(var address) -> at(cluster, address, nodes, inside);
    };
  }

  private static Visitor pod(ClusterReader cluster, Key key, List<NodeView> nodes) {
    var pods = cluster.pods(key.namespace());
    var labels = cluster.namespaceOf(key.namespace()).labels();
    return pods.stream()
        .filter(pod -> pod.getMetadata().getName().equals(key.name()))
        .findFirst()
        .map(pod -> Visitor.pod(pod, labels, nodes))
        .orElseThrow(
            () -> {
              cluster.demandRights();
              var names = pods.stream().map(pod -> pod.getMetadata().getName()).toList();
              return missing("pod " + key, Nearest.to(key.name(), names));
            });
  }

  private static ClientFailure unknown(
      ClusterReader cluster, String what, List<NodeView> nodes, String name) {
    cluster.demandRights();
    return missing(what, Nearest.to(name, nodes.stream().map(NodeView::name).toList()));
  }

  private static ClientFailure missing(String what, Optional<String> nearest) {
    return ClientFailure.notFound(
        "there is no %s%s"
            .formatted(what, nearest.map(name -> ": did you mean " + name + "?").orElse("")));
  }

  /// The pod that has the address, where that is not its node's.
  private static Visitor at(
      ClusterReader cluster, Ip address, List<NodeView> nodes, List<IpRange> inside) {
    var plain = Visitor.address(address, nodes, inside);
    if (plain.client().foreign()) {
      return plain;
    }
    return cluster
        .podAt(address)
        .map(
            pod ->
                Visitor.pod(
                    pod, cluster.namespaceOf(pod.getMetadata().getNamespace()).labels(), nodes))
        .orElse(plain);
  }
}
