// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.Map;
import java.util.Set;

/// What one node does whatever its frontends.
///
/// @param guarded where only frontends live: packets to an address that is no frontend's are
///     dropped, instead of leaving by the default route or going round in a loop
/// @param clients the addresses of each set of clients; of a set that has not changed, the same
///     object
public record NodeRules(Set<IpRange> guarded, Map<String, Set<Ip>> clients) {

  public static final NodeRules NONE = new NodeRules(Set.of(), Map.of());

  public NodeRules {
    guarded = Set.copyOf(guarded);
    clients = Map.copyOf(clients);
  }

  public NodeRules(Set<IpRange> guarded) {
    this(guarded, Map.of());
  }

  public NodeRules withClients(Map<String, Set<Ip>> others) {
    return new NodeRules(guarded, others);
  }
}
