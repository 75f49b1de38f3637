// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.IntentOwner;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.RoutingIntentSpec;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.intent.Intent.Port;
import dev.fixpoint.intent.Shard;
import dev.fixpoint.ports.NodePort;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.wire.IntentWire;
import dev.fixpoint.wire.ShardWire;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
  /// @param ports of the service
  /// @param sets of clients that it refers to
  record Content(
      int index,
      String revision,
      List<String> revisions,
      List<Ip> addresses,
      List<Port> ports,
      External external,
      List<String> sets) {

    static Content of(Shard shard) {
      var part = shard.part();
      return new Content(
          shard.index(),
          part.revision(),
          shard.revisions(),
          part.addresses(),
          part.ports(),
          part.external(),
          part.access().map(Intent.Admitted::sets).orElse(List.of()));
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

  External external() {
    return content.map(Content::external).orElse(External.NONE);
  }

  /// For clients inside and outside.
  Set<Ip> allAddresses() {
    var all = new HashSet<>(addresses());
    external().addresses().forEach(announced -> all.add(announced.address()));
    return all;
  }

  /// The node ports that it leads somewhere.
  Set<NodePort> nodePorts() {
    var served = new HashSet<NodePort>();
    for (int i = 0; i < external().nodePorts().size(); i++) {
      var protocol = content.orElseThrow().ports().get(i).protocol();
      served.add(new NodePort(protocol, external().nodePorts().get(i)));
    }
    served.add(new NodePort(Protocol.TCP, external().healthPort()));
    return served;
  }

  List<Ip> addresses() {
    return content.map(Content::addresses).orElse(List.of());
  }
}
