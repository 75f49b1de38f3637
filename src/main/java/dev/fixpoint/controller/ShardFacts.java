// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.IntentOwner;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.RoutingIntentSpec;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Shard;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.IntentWire;
import dev.fixpoint.wire.ShardWire;
import java.util.List;
import java.util.Optional;

/// What matters of a RoutingIntent to the operator, which need not keep what it can compile anew.
///
/// @param key of its VirtualService
/// @param name its own
/// @param ownerUid of its VirtualService; empty where not even that can be read
/// @param version its resourceVersion
/// @param content empty where somebody has made it unreadable
record ShardFacts(Key key, String name, String ownerUid, long version, Optional<Content> content) {

  /// What it says.
  ///
  /// @param revision of what it really holds
  /// @param revisions of all shards, as it says
  /// @param sets of clients that it refers to
  record Content(
      int index, String revision, List<String> revisions, List<Ip> addresses, List<String> sets) {

    static Content of(Shard shard) {
      return new Content(
          shard.index(),
          shard.part().revision(),
          shard.revisions(),
          shard.part().addresses(),
          shard.part().access().map(Intent.Admitted::sets).orElse(List.of()));
    }

    /// Whether it holds what a shard shall hold.
    boolean holds(Shard wanted) {
      return index == wanted.index()
          && revisions.size() == wanted.revisions().size()
          && revision.equals(wanted.revisions().get(index));
    }
  }

  static ShardFacts of(RoutingIntent resource) {
    return new ShardFacts(
        IntentWire.ownerOf(resource),
        resource.getMetadata().getName(),
        Optional.ofNullable(resource.getSpec())
            .map(RoutingIntentSpec::getVirtualService)
            .map(IntentOwner::getUid)
            .orElse(""),
        Long.parseLong(resource.getMetadata().getResourceVersion()),
        ShardWire.parse(resource).value().map(Content::of));
  }

  List<Ip> addresses() {
    return content.map(Content::addresses).orElse(List.of());
  }
}
