// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import dev.fixpoint.ipam.Pool.Use;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.time.Instant;
import java.util.Optional;

/// One held address, as an `IPAddress` object says it.
///
/// @param holder for people: `virtualservices.fixpoint.dev/shop/checkout`, `services/shop/old`
/// @param namespace the holder's namespace, or empty for a cluster-scoped one
/// @param ownerUid the UID of the VirtualService that it was claimed for; empty where a Service
///     or anything else holds it
/// @param use which address of the VirtualService it is
/// @param pool that it was taken from; empty where that is not known
/// @param heldUntil where the owner is gone: until when the address is kept for its name
public record Claim(
    Ip ip,
    String holder,
    String namespace,
    String ownerUid,
    Use use,
    String pool,
    Optional<Instant> heldUntil) {

  /// The claim of a VirtualService that exists, for its address inside the cluster.
  public Claim(Ip ip, String holder, String namespace, String ownerUid) {
    this(ip, holder, namespace, ownerUid, Use.ClusterIP, "", Optional.empty());
  }

  /// The holder's name for a VirtualService, whichever of that name.
  public static String holderOf(Key owner) {
    return "virtualservices.fixpoint.dev " + owner;
  }

  /// The same claim, kept for its name.
  public Claim held(Instant until) {
    return new Claim(ip, holder, namespace, ownerUid, use, pool, Optional.of(until));
  }

  public boolean isOurs() {
    return !ownerUid.isEmpty();
  }

  public boolean isHeldBy(String uid) {
    return isOurs() && ownerUid.equals(uid);
  }
}
