// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.tracer.Trace.Outcome;
import dev.fixpoint.tracer.Trace.Step;
import dev.fixpoint.vip.Family;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
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
    var ways = new LinkedHashMap<Verdict, Way>();
    var draws = new IptDraws();
    do {
      var walk = new IptWalk(tables.get(packet.source().family()), packet, draws);
      var verdict = walk.verdict();
      ways.merge(verdict, new Way(draws.share(), walk.steps()), Way::plus);
    } while (draws.advance());
    var outcomes = new ArrayList<Outcome>();
    ways.forEach(
        (verdict, way) -> outcomes.add(new Outcome(verdict, way.share().fraction(), way.steps())));
    outcomes.sort(Comparator.comparing(Outcome::share).reversed());
    return new Trace(List.copyOf(outcomes));
  }

  /// @param steps of the first of the ways that come to the same
  private record Way(Chance share, List<Step> steps) {
    Way plus(Way other) {
      return new Way(share.plus(other.share), steps);
    }
  }
}
