// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.status;

import dev.fixpoint.vip.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// How far a revision has come: which live nodes route it.
///
/// @param programmed live nodes that do
/// @param live nodes that are Ready and whose agent reports
/// @param laggards names of live nodes that don't, sorted, at most [#MAX_LAGGARDS]
/// @param failure what the first node that refused it says; empty where none did
/// @param absent nodes that do not count although their agent reported once, as [Absent] says it
public record Rollout(
    int programmed, int live, List<String> laggards, String failure, List<Absent> absent) {

  public static final int MAX_LAGGARDS = 10;

  /// What is known of one live node.
  ///
  /// @param watermark the resourceVersion up to which its kernel reflects the RoutingIntents
  /// @param failures VirtualServices that its kernel refused, with the reason
  /// @param clients the resourceVersion up to which it reflects the AddressSets
  public record LiveNode(String name, long watermark, long clients, Map<Key, String> failures) {

    /// One that has read no AddressSet.
    public LiveNode(String name, long watermark, Map<Key, String> failures) {
      this(name, watermark, 0, failures);
    }

    boolean routes(Key key, Written written) {
      return watermark >= written.intent()
          && clients >= written.clients()
          && !failures.containsKey(key);
    }
  }

  /// The resourceVersions of the last writes of what a service is routed by.
  ///
  /// @param clients of the AddressSets that its rule uses; 0 where it uses none
  public record Written(long intent, long clients) {

    /// Of a service whose rule uses no AddressSet.
    public Written(long intent) {
      this(intent, 0);
    }
  }

  /// A node whose agent reported once, and that does not count now.
  ///
  /// @param why as it continues `node NAME: ...`
  public record Absent(String name, String why) {}

  /// The nodes at one moment.
  ///
  /// @param absent sorted by name
  public record Nodes(List<LiveNode> live, List<Absent> absent) {
    public static final Nodes NONE = new Nodes(List.of(), List.of());
  }

  /// @param written what nodes must have applied to route the service as it is now
  public static Rollout of(Key key, Written written, Nodes nodes) {
    var counted = of(key, written, nodes.live());
    return new Rollout(
        counted.programmed, counted.live, counted.laggards, counted.failure, nodes.absent());
  }

  /// As [#of], where nobody is absent.
  public static Rollout of(Key key, Written written, Collection<LiveNode> nodes) {
    int programmed = 0;
    var laggards = new ArrayList<String>();
    var failure = "";
    for (var node : nodes) {
      if (node.routes(key, written)) {
        programmed++;
        continue;
      }
      laggards.add(node.name());
      if (failure.isEmpty() && node.failures().containsKey(key)) {
        failure = "node " + node.name() + ": " + node.failures().get(key);
      }
    }
    laggards.sort(null);
    var shown = laggards.subList(0, Math.min(MAX_LAGGARDS, laggards.size()));
    return new Rollout(programmed, nodes.size(), List.copyOf(shown), failure, List.of());
  }

  /// Whether every live node routes the revision now.
  public boolean complete() {
    return live > 0 && programmed == live;
  }
}
