// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import dev.fixpoint.vip.Ip;

/// One held address, as an `IPAddress` object says it.
///
/// @param holder for people: `virtualservices.fixpoint.dev/shop/checkout`, `services/shop/old`
/// @param namespace the holder's namespace, or empty for a cluster-scoped one
/// @param ownerUid the UID of the VirtualService that it was claimed for; empty where a Service
///     or anything else holds it
public record Claim(Ip ip, String holder, String namespace, String ownerUid) {

  public boolean isOurs() {
    return !ownerUid.isEmpty();
  }

  public boolean isHeldBy(String uid) {
    return isOurs() && ownerUid.equals(uid);
  }
}
