// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.intent.Intent;
import dev.fixpoint.plan.PortRelease;
import dev.fixpoint.ports.NodePort;
import dev.fixpoint.ports.PortClaim;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.vip.Protocol;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The sweeper's part for node ports: which of them their owners have left behind.
@Singleton
class PortSweep {
  private final Cluster cluster;
  private final Acks acks;
  private final PortBook book;
  private Map<NodePort, Long> removed = Map.of();

  PortSweep(Cluster cluster, Acks acks, PortBook book) {
    this.cluster = cluster;
    this.acks = acks;
    this.book = book;
  }

  /// @param owners UIDs of the VirtualServices that exist
  /// @return the claims that can go, as far as the mirrors tell
  List<PortClaim> sweep(Set<String> owners) {
    var served = new HashSet<NodePort>();
    cluster.intents.all().stream()
        .map(IntentFacts::intent)
        .flatMap(Optional::stream)
        .forEach(intent -> add(intent, served));
    long followed =
        acks.live().stream().mapToLong(LiveNode::watermark).min().orElse(Long.MIN_VALUE);
    var release =
        PortRelease.judge(
            owners, cluster.nodePorts.all(), served, cluster.intents.changed(), followed, removed);
    removed = release.removed();
    return release.free();
  }

  private static void add(Intent intent, Set<NodePort> served) {
    var external = intent.external();
    for (int i = 0; i < external.nodePorts().size(); i++) {
      served.add(new NodePort(intent.ports().get(i).protocol(), external.nodePorts().get(i)));
    }
    served.add(new NodePort(Protocol.TCP, external.healthPort()));
  }

  void free(PortClaim claim) {
    book.free(claim);
  }
}
