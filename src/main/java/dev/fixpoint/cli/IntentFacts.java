// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.IntentOwner;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.RoutingIntentSpec;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Shards;
import dev.fixpoint.intent.Shards.Written;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.IntentWire;
import dev.fixpoint.wire.ShardWire;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The RoutingIntent of one VirtualService, all of its shards.
///
/// @param ownerUid of its VirtualService; empty where not even that can be read
/// @param version the resourceVersion of the last write
/// @param intent empty where it can't be read, or where shards of its last revision are missing
record IntentFacts(Key key, String ownerUid, long version, Optional<Intent> intent) {

  /// One for each VirtualService that has any, by its key.
  static List<IntentFacts> of(Collection<RoutingIntent> resources) {
    var byOwner =
        resources.stream()
            .collect(Collectors.groupingBy(IntentWire::ownerOf, TreeMap::new, Collectors.toList()));
    return byOwner.entrySet().stream().map(e -> of(e.getKey(), e.getValue())).toList();
  }

  private static IntentFacts of(Key key, List<RoutingIntent> shards) {
    var readable =
        shards.stream()
            .flatMap(
                resource ->
                    ShardWire.parse(resource).value().stream()
                        .map(shard -> new Written(shard, version(resource))))
            .toList();
    return new IntentFacts(
        key,
        shards.stream().map(IntentFacts::ownerUid).findFirst().orElse(""),
        shards.stream().mapToLong(IntentFacts::version).max().orElse(0),
        Shards.join(readable));
  }

  private static long version(RoutingIntent resource) {
    return Long.parseLong(resource.getMetadata().getResourceVersion());
  }

  private static String ownerUid(RoutingIntent resource) {
    return Optional.ofNullable(resource.getSpec())
        .map(RoutingIntentSpec::getVirtualService)
        .map(IntentOwner::getUid)
        .filter(Objects::nonNull)
        .orElse("");
  }
}
