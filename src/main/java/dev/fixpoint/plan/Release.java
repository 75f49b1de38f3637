// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import dev.fixpoint.ipam.Claim;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.vip.Ip;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// When an address goes back to its pool: after its owner is gone *and* every live node has
/// stopped routing it, so that a node that lags never sends a new owner's clients to the old
/// pods. As long as no node is live, it waits. Told from levels alone, so that a restart
/// forgets nothing but how long it has waited.
///
/// @param removed of each claim whose intent is gone: the resourceVersion at which it was seen
///     gone
public record Release(Map<Claim, Long> removed, List<Claim> free, Set<String> orphanedIntents) {

  /// A RoutingIntent that exists.
  ///
  /// @param ownerUid of its VirtualService
  public record Routed(String ownerUid, Set<Ip> addresses) {}

  /// What is known at one moment.
  ///
  /// @param owners UIDs of the VirtualServices that exist
  /// @param claims all claims of VirtualServices
  /// @param intents all RoutingIntents
  /// @param intentsSeen the resourceVersion up to which `intents` is known
  public record Levels(
      Set<String> owners,
      Collection<Claim> claims,
      Collection<Routed> intents,
      long intentsSeen,
      Collection<LiveNode> nodes) {}

  /// @param before the `removed` of the last judgement
  public static Release judge(Levels levels, Map<Claim, Long> before) {
    var routed = new HashSet<Ip>();
    var orphanedIntents = new HashSet<String>();
    for (var intent : levels.intents()) {
      routed.addAll(intent.addresses());
      if (!levels.owners().contains(intent.ownerUid())) {
        orphanedIntents.add(intent.ownerUid());
      }
    }
    var removed = new HashMap<Claim, Long>();
    var free = new ArrayList<Claim>();
    for (var claim : levels.claims()) {
      if (levels.owners().contains(claim.ownerUid()) || routed.contains(claim.ip())) {
        continue;
      }
      long since = before.getOrDefault(claim, levels.intentsSeen());
      removed.put(claim, since);
      // Without a live node nothing is known of any kernel: it may still route the address.
      if (lowest(levels.nodes()).orElse(Long.MIN_VALUE) >= since) {
        free.add(claim);
      }
    }
    return new Release(removed, free, orphanedIntents);
  }

  private static OptionalLong lowest(Collection<LiveNode> nodes) {
    return nodes.stream().mapToLong(LiveNode::watermark).min();
  }
}
