// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.plan.PortRelease;
import dev.fixpoint.ports.NodePort;
import dev.fixpoint.ports.PortClaim;
import dev.fixpoint.status.Rollout.LiveNode;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
    var served =
        cluster.intents.all().stream()
            .flatMap(facts -> facts.nodePorts().stream())
            .collect(Collectors.toSet());
    long followed =
        acks.live().stream().mapToLong(LiveNode::watermark).min().orElse(Long.MIN_VALUE);
    var release =
        PortRelease.judge(
            owners, cluster.nodePorts.all(), served, cluster.intents.changed(), followed, removed);
    removed = release.removed();
    return release.free();
  }

  void free(PortClaim claim) {
    book.free(claim);
  }
}
