// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import dev.fixpoint.ports.NodePort;
import dev.fixpoint.ports.PortClaim;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// When a node port is free again: after its owner is gone, no intent leads it anywhere, and every
/// live node has followed, as [Release] has it for addresses.
///
/// @param removed of each claim whose owner and intent are gone: the resourceVersion at which it
///     was seen so
public record PortRelease(Map<NodePort, Long> removed, List<PortClaim> free) {

  /// @param owners UIDs of the VirtualServices that exist
  /// @param served the ports that an intent has
  /// @param intentsSeen the resourceVersion up to which the intents are known
  /// @param followed the resourceVersion that every live node's kernel has passed; the lowest
  ///     possible where no node is live
  /// @param before the `removed` of the last judgement
  public static PortRelease judge(
      Set<String> owners,
      Collection<PortClaim> claims,
      Set<NodePort> served,
      long intentsSeen,
      long followed,
      Map<NodePort, Long> before) {
    var removed = new HashMap<NodePort, Long>();
    var free = new ArrayList<PortClaim>();
    for (var claim : claims) {
      if (owners.contains(claim.ownerUid()) || served.contains(claim.port())) {
        continue;
      }
      long since = before.getOrDefault(claim.port(), intentsSeen);
      removed.put(claim.port(), since);
      if (followed >= since) {
        free.add(claim);
      }
    }
    return new PortRelease(Map.copyOf(removed), List.copyOf(free));
  }
}
