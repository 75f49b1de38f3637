// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.Served;
import dev.fixpoint.dataplane.iptables.Saved.Counted;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Balancing.Algorithm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Connections by where they went, from the counters of the rules that translate: these see the
/// first packet of each. A chain that is written anew begins anew; what it counted between the last
/// call and that is lost.
final class IptServed {
  private static final String TO = "--to-destination ";

  private record Way(Frontend frontend, Target target) {}

  private Map<Counted, Long> last;

  /// @param rules all, as they are now
  /// @param table what they were written for
  /// @return what they have grown by since the last call; nothing at the first
  List<Served> since(Collection<Counted> rules, Map<Frontend, Forward> table) {
    var frontends = new HashMap<Chain, Frontend>();
    table.forEach(
        (frontend, forward) ->
            chains(frontend, forward).forEach(chain -> frontends.put(chain, frontend)));
    var counts = new HashMap<Counted, Long>();
    var grown = new HashMap<Way, Long>();
    for (var rule : rules) {
      int at = rule.rule().indexOf(TO);
      var frontend = frontends.get(rule.chain());
      if (at >= 0 && frontend != null) {
        var key = new Counted(rule.chain(), rule.rule(), 0);
        counts.merge(key, rule.packets(), Long::sum);
        var to = rule.rule().substring(at + TO.length());
        table.get(frontend).targets().stream()
            .filter(target -> target.toString().equals(to))
            .forEach(target -> grown.merge(new Way(frontend, target), more(key, rule), Long::sum));
      }
    }
    boolean first = last == null;
    last = counts;
    var served = new ArrayList<Served>();
    grown.forEach(
        (way, more) -> {
          if (!first && more > 0) {
            served.add(new Served(way.frontend(), way.target(), more));
          }
        });
    return served;
  }

  /// Where it is translated.
  private static List<Chain> chains(Frontend frontend, Forward forward) {
    var chains = new ArrayList<>(List.of(Chain.nat(Names.service(frontend))));
    if (forward.balancing().algorithm() == Algorithm.SourceHash) {
      for (int i = 0; i < SourcePicks.SLOTS; i++) {
        chains.add(Chain.nat(Names.branch(frontend, i)));
      }
    }
    return chains;
  }

  private long more(Counted key, Counted rule) {
    long before = last == null ? 0 : last.getOrDefault(key, 0L);
    return rule.packets() < before ? rule.packets() : rule.packets() - before;
  }
}
