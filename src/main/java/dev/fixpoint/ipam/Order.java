// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import dev.fixpoint.ipam.Pool.Use;
import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.util.Collection;
import java.util.Map;

/// What a VirtualService asks for in all families together.
///
/// @param labels of its namespace
/// @param uid of the VirtualService
/// @param use which of its addresses
/// @param routed the addresses that the nodes route for it
public record Order(
    Key owner,
    Map<String, String> labels,
    String uid,
    Use use,
    AddressWish wish,
    Collection<Ip> routed) {

  Request of(Family family) {
    var routedOfFamily = routed.stream().filter(ip -> ip.family() == family).findFirst();
    return new Request(
        owner, labels, uid, family, use, wish.pool(), wish.asked(family), routedOfFamily);
  }
}
