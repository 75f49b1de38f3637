// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import dev.fixpoint.ipam.Pool.Use;
import dev.fixpoint.vip.AddressWish;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.util.Collection;

/// What a VirtualService asks for in all families together.
///
/// @param uid of the VirtualService
/// @param use which of its addresses
/// @param routed the addresses that the nodes route for it
public record Order(Key owner, String uid, Use use, AddressWish wish, Collection<Ip> routed) {

  Request of(Family family) {
    var routedOfFamily = routed.stream().filter(ip -> ip.family() == family).findFirst();
    return new Request(owner, uid, family, use, wish.pool(), wish.asked(family), routedOfFamily);
  }
}
