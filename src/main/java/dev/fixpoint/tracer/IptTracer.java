// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.vip.Family;
import java.util.Map;

/// Tells what our rules of iptables do with a packet, by evaluating them: along every path that a
/// draw may take, so that the shares are exact (to 2^-31, as the kernel's are).
///
/// As with [Tracer], routes, others' rules and what connection tracking knows are not evaluated;
/// neither is which endpoint a client with affinity has had before: that is in no listing.
public final class IptTracer {
  private final Map<Family, IptRules> tables;

  private IptTracer(Map<Family, IptRules> tables) {
    this.tables = tables;
  }

  /// @param text what `iptables-save`, `ip6tables-save` and `ipset save` print, one after
  ///     the other; what is not ours is passed over
  /// @throws UnknownRule at anything in our chains that they do not have
  public static IptTracer of(String text) {
    return new IptTracer(IptRules.read(text));
  }

  public Trace trace(Packet packet) {
    var rules = tables.get(packet.source().family());
    return Ways.trace(draws -> new IptWalk(rules, packet, draws));
  }
}
