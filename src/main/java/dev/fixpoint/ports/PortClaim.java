// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ports;

import dev.fixpoint.vip.Key;

/// One held node port, as a `NodePortClaim` object says it.
///
/// @param ownerUid the UID of the VirtualService that it was claimed for
/// @param servicePort the port of the VirtualService that it leads to; [#HEALTH] for none
public record PortClaim(NodePort port, Key owner, String ownerUid, int servicePort) {

  /// Of the port that answers health checks of load balancers.
  public static final int HEALTH = 0;
}
