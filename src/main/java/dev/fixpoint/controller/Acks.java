// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.ops.Settings;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.vip.Key;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// Which nodes are live and how far each is, and whom an ack concerns. A node is live while its
/// Node is Ready and its agent reports: it counts from its agent's first ack, and no longer once
/// the agent has been silent for [Settings#silentAfter].
@Singleton
class Acks {
  private final Cluster cluster;
  private final Settings settings;

  /// The intents by the resourceVersion of their last write.
  private final ConcurrentNavigableMap<Long, Key> byVersion = new ConcurrentSkipListMap<>();

  private volatile List<LiveNode> live = List.of();

  Acks(Cluster cluster, Settings settings) {
    this.cluster = cluster;
    this.settings = settings;
  }

  /// The live nodes, by name.
  List<LiveNode> live() {
    return live;
  }

  Collection<Key> allKeys() {
    return byVersion.values();
  }

  void intentChanged(IntentFacts before, IntentFacts after) {
    if (before != null) {
      byVersion.remove(before.version());
    }
    if (after != null) {
      byVersion.put(after.version(), after.key());
    }
  }

  /// Looks again which nodes are live.
  ///
  /// @return whom it concerns: all, when a node has come or gone
  synchronized Collection<Key> refresh() {
    var before = live;
    live =
        cluster.routings.all().stream()
            .filter(this::isLive)
            .map(routing -> routing.ack().orElseThrow())
            .sorted(Comparator.comparing(LiveNode::name))
            .toList();
    if (!names(before).equals(names(live))) {
      return allKeys();
    }
    return progressed(before, live);
  }

  private boolean isLive(RoutingFacts routing) {
    boolean reports =
        System.nanoTime() - routing.received() < settings.silentAfter().toNanos()
            && routing.ack().isPresent();
    return reports && cluster.nodes.get("", routing.node()).map(NodeFacts::ready).orElse(false);
  }

  /// The services whose intent was written between a node's former watermark and its present one,
  /// and those that a node refuses or has ceased to refuse.
  private Set<Key> progressed(List<LiveNode> before, List<LiveNode> after) {
    var concerned = new HashSet<Key>();
    for (int i = 0; i < after.size(); i++) {
      var was = before.get(i);
      var is = after.get(i);
      if (is.watermark() > was.watermark()) {
        concerned.addAll(byVersion.subMap(was.watermark(), false, is.watermark(), true).values());
      }
      if (!is.failures().equals(was.failures())) {
        concerned.addAll(was.failures().keySet());
        concerned.addAll(is.failures().keySet());
      }
    }
    return concerned;
  }

  private static List<String> names(List<LiveNode> nodes) {
    return nodes.stream().map(LiveNode::name).toList();
  }
}
