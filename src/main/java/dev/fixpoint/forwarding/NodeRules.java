// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What one node does whatever its frontends.
///
/// @param guarded where only frontends live: packets to an address that is no frontend's are
///     dropped, instead of leaving by the default route or going round in a loop
/// @param uplinks the interfaces that lead to other machines: what comes by them is not from this
///     node, and is from outside the cluster unless its source is in `inside`
/// @param inside sources that are never outside
/// @param clients the addresses of each set of clients; of a set that has not changed, the same
///     object
public record NodeRules(
    Set<IpRange> guarded, Set<String> uplinks, Set<IpRange> inside, Map<String, Set<Ip>> clients) {

  public static final NodeRules NONE = new NodeRules(Set.of());

  public NodeRules {
    guarded = Set.copyOf(guarded);
    uplinks = Set.copyOf(uplinks);
    inside = Set.copyOf(inside);
    clients = Map.copyOf(clients);
  }

  /// Of a node that takes everything for inside.
  public NodeRules(Set<IpRange> guarded) {
    this(guarded, Set.of(), Set.of(), Map.of());
  }

  public NodeRules reachedBy(Set<String> interfaces, Collection<IpRange> sources) {
    return new NodeRules(guarded, interfaces, Set.copyOf(sources), clients);
  }

  public NodeRules withGuarded(Set<IpRange> others) {
    return new NodeRules(others, uplinks, inside, clients);
  }

  /// What of these is to be done by a backend that can do this: nothing in a family that it lacks.
  public NodeRules within(Set<Capability> capabilities) {
    return capabilities.contains(Capability.IPv6)
        ? this
        : withGuarded(
            guarded.stream()
                .filter(range -> range.family() == Family.IPV4)
                .collect(Collectors.toSet()));
  }

  public NodeRules withClients(Map<String, Set<Ip>> others) {
    return new NodeRules(guarded, uplinks, inside, others);
  }
}
