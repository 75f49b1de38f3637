// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.vip.Ip;
import java.util.List;

/// Where an agent is.
///
/// @param node as Kubernetes names it
/// @param zone of the node; empty where it has none
/// @param addresses the node's own that serve node ports
public record Place(String node, String zone, List<Ip> addresses) {

  /// A node of which no more is known than its name.
  public static Place of(String node) {
    return new Place(node, "", List.of());
  }
}
