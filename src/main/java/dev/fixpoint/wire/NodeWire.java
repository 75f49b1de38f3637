// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.vip.Ip;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is read of a Node.
public final class NodeWire {
  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final String PRIMARY = "InternalIP";

  private NodeWire() {}

  /// Its zone; empty where it has none.
  public static String zone(Node node) {
    var labels = Optional.ofNullable(node.getMetadata().getLabels()).orElse(Map.of());
    return labels.getOrDefault(ZONE, "");
  }

  /// The addresses that node ports are served on: those of type InternalIP.
  public static List<Ip> primaryAddresses(Node node) {
    return Optional.ofNullable(node.getStatus())
        .map(NodeStatus::getAddresses)
        .orElse(List.of())
        .stream()
        .filter(address -> PRIMARY.equals(address.getType()))
        .map(address -> Ip.parse(address.getAddress()))
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }
}
