// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.IntentWire;
import dev.fixpoint.wire.ServiceWire;
import java.util.Optional;

/// What matters of a RoutingIntent.
///
/// @param ownerUid of its VirtualService
/// @param version its resourceVersion
/// @param intent empty where somebody has made it unreadable
public record IntentFacts(Key key, String ownerUid, long version, Optional<Intent> intent) {

  public static IntentFacts of(RoutingIntent resource) {
    var parsed = IntentWire.parse(resource);
    return new IntentFacts(
        ServiceWire.keyOf(resource),
        parsed.value().map(Intent::ownerUid).orElse(""),
        Long.parseLong(resource.getMetadata().getResourceVersion()),
        parsed.value());
  }
}
