// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.ops.Settings;
import dev.fixpoint.status.AckPace;
import dev.fixpoint.status.Liveness;
import dev.fixpoint.status.Liveness.Seen;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.status.Rollout.Nodes;
import dev.fixpoint.vip.Key;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// Which nodes are live and how far each is, and whom an ack concerns.
@Singleton
class Acks {
  private final Cluster cluster;
  private final Settings settings;

  /// The intents by the resourceVersion of their last write.
  private final ConcurrentNavigableMap<Long, Key> byVersion = new ConcurrentSkipListMap<>();

  /// When this process saw that write, by [System#nanoTime].
  private final ConcurrentNavigableMap<Long, Long> seen = new ConcurrentSkipListMap<>();

  /// The AddressSets by theirs: name of the whole set.
  private final ConcurrentNavigableMap<Long, String> setsByVersion = new ConcurrentSkipListMap<>();

  private final ClientSets clientSets;
  private volatile Nodes nodes = Nodes.NONE;

  Acks(Cluster cluster, ClientSets clientSets, Settings settings) {
    this.cluster = cluster;
    this.clientSets = clientSets;
    this.settings = settings;
  }

  /// The live nodes, by name.
  List<LiveNode> live() {
    return nodes.live();
  }

  /// The live nodes, and those that reported once and don't count.
  Nodes nodes() {
    return nodes;
  }

  Collection<Key> allKeys() {
    return byVersion.values();
  }

  void intentChanged(ShardFacts before, ShardFacts after) {
    if (before != null) {
      byVersion.remove(before.version());
      seen.remove(before.version());
    }
    if (after != null) {
      byVersion.put(after.version(), after.key());
      seen.put(after.version(), System.nanoTime());
    }
  }

  /// For how long each live node has not taken the oldest intent that it has not taken.
  Map<String, Duration> lags() {
    var lags = new HashMap<String, Duration>();
    for (var node : live()) {
      var oldest = seen.higherEntry(node.watermark());
      var lag = oldest == null ? 0 : System.nanoTime() - oldest.getValue();
      lags.put(node.name(), Duration.ofNanos(lag));
    }
    return lags;
  }

  void setChanged(SetFacts before, SetFacts after) {
    if (before != null) {
      setsByVersion.remove(before.version());
    }
    if (after != null) {
      setsByVersion.put(after.version(), after.set());
    }
  }

  /// Looks again which nodes are live.
  ///
  /// @return whom it concerns: all, when a node has come or gone
  synchronized Collection<Key> refresh() {
    var before = nodes;
    var after = Liveness.judge(cluster.routings.all().stream().map(this::seen).toList(), silence());
    nodes = after;
    boolean sameNodes =
        names(before.live()).equals(names(after.live())) && before.absent().equals(after.absent());
    return sameNodes ? progressed(before.live(), after.live()) : allKeys();
  }

  private Seen seen(RoutingFacts routing) {
    return new Seen(
        routing.node(),
        routing.ack(),
        Duration.ofNanos(System.nanoTime() - routing.received()),
        cluster.nodes.get("", routing.node()).map(NodeFacts::ready));
  }

  private Duration silence() {
    return AckPace.of(cluster.nodes.size(), settings.ackRate(), settings.ackPeriod())
        .silence(settings.silentAfter());
  }

  /// The services whose intent or clients were written between a node's former watermark and its
  /// present one, and those that a node refuses or has ceased to refuse.
  private Set<Key> progressed(List<LiveNode> before, List<LiveNode> after) {
    var concerned = new HashSet<Key>();
    for (int i = 0; i < after.size(); i++) {
      var was = before.get(i);
      var is = after.get(i);
      if (is.watermark() > was.watermark()) {
        concerned.addAll(byVersion.subMap(was.watermark(), false, is.watermark(), true).values());
      }
      if (is.clients() > was.clients()) {
        setsByVersion.subMap(was.clients(), false, is.clients(), true).values().stream()
            .distinct()
            .forEach(set -> concerned.addAll(clientSets.usersOf(set)));
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
