// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.util.Map;
import java.util.Optional;

/// What a VirtualService asks for in one family.
///
/// @param uid of the VirtualService: names can be used again, UIDs can't
/// @param pool by name; empty leaves the choice to the priorities of the pools
/// @param address this very address; empty leaves the choice to the allocator
/// @param labels of its namespace
/// @param use which of its addresses
/// @param routed the address that the nodes route for it, if any: had again where its claim is
///     lost
public record Request(
    Key owner,
    Map<String, String> labels,
    String uid,
    Family family,
    Pool.Use use,
    Optional<String> pool,
    Optional<Ip> address,
    Optional<Ip> routed) {

  /// For the address inside the cluster, of a VirtualService that no node routes yet.
  public Request(
      Key owner, String uid, Family family, Optional<String> pool, Optional<Ip> address) {
    this(owner, Map.of(), uid, family, Pool.Use.ClusterIP, pool, address, Optional.empty());
  }
}
