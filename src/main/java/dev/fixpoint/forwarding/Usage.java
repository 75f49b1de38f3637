// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.intent.Intent;
import dev.fixpoint.vip.Ip;

/// Which endpoints get new connections from any node of a cluster. Pure.
public final class Usage {
  private Usage() {}

  /// Whether some node that follows the intent sends new connections to an endpoint.
  ///
  /// The endpoint's own node is the one to look at: if any node uses it, its own does. In the scope
  /// of a node it is used by its own alone; in that of the cluster its own node prefers it at least
  /// as much as any other does, and where only endpoints are left that end, all nodes use them all.
  ///
  /// @param home the endpoint's node
  public static boolean isUsed(Intent intent, Ip endpoint, Place home) {
    return ForwardingTable.of(intent, home).values().stream()
        .flatMap(forward -> forward.targets().stream())
        .anyMatch(target -> target.address().equals(endpoint));
  }
}
