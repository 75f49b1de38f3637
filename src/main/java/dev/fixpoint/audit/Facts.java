// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.audit;

import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.util.Collection;
import java.util.List;

/// What was read of the API.
///
/// @param owners all VirtualServices
/// @param claims all IPAddresses, whoever holds them
/// @param pools all pools, those in conflict too
/// @param routes all RoutingIntents
public record Facts(
    Collection<Owner> owners,
    Collection<Claim> claims,
    Collection<Pool> pools,
    Collection<Route> routes) {

  /// A VirtualService.
  ///
  /// @param addresses that its status shows
  public record Owner(Key key, String uid, List<Ip> addresses) {}

  /// A RoutingIntent.
  ///
  /// @param ownerUid of its VirtualService
  public record Route(Key key, String ownerUid, List<Ip> addresses) {}
}
