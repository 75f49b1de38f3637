// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.vip.IpRange;
import java.util.Set;

/// What one node does whatever its frontends.
///
/// @param guarded where only frontends live: packets to an address that is no frontend's are
///     dropped, instead of leaving by the default route or going round in a loop
public record NodeRules(Set<IpRange> guarded) {

  public static final NodeRules NONE = new NodeRules(Set.of());

  public NodeRules {
    guarded = Set.copyOf(guarded);
  }
}
