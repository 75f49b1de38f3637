// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.IntentOwner;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.RoutingIntentSpec;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.IntentWire;
import dev.fixpoint.wire.ServiceWire;
import java.util.Optional;

/// What matters of a RoutingIntent.
///
/// @param ownerUid of its VirtualService; empty where not even that can be read
/// @param version its resourceVersion
/// @param intent empty where somebody has made it unreadable
public record IntentFacts(Key key, String ownerUid, long version, Optional<Intent> intent) {

  public static IntentFacts of(RoutingIntent resource) {
    var parsed = IntentWire.parse(resource);
    return new IntentFacts(
        ServiceWire.keyOf(resource),
        Optional.ofNullable(resource.getSpec())
            .map(RoutingIntentSpec::getVirtualService)
            .map(IntentOwner::getUid)
            .orElse(""),
        Long.parseLong(resource.getMetadata().getResourceVersion()),
        parsed.value());
  }
}
