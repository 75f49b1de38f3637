// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.tracer.Trace.Outcome;
import dev.fixpoint.vip.Family;
import java.util.List;
import java.util.Map;

/// Tells what a rule set does with a packet, by evaluating it: along every path that a draw may
/// take, so that the shares are exact.
///
/// Not evaluated is what is outside the tables: routes, other tables, what connection tracking
/// knows of earlier packets. What a packet writes to a set is told and not kept. A packet for an
/// address of the node itself passes no postrouting chain; ours does nothing to such.
public final class Tracer {
  private final Map<Family, Rules> tables;

  private Tracer(Map<Family, Rules> tables) {
    this.tables = tables;
  }

  /// @param text what `nft -n list table` prints, of one table or of one for each family; empty
  ///     where there is none
  /// @throws UnknownRule at anything that our tables do not have
  public static Tracer of(String text) {
    return new Tracer(RulesReader.read(text));
  }

  public Trace trace(Packet packet) {
    var rules = tables.get(packet.source().family());
    if (rules == null) {
      return new Trace(List.of(new Outcome(new Verdict.Untouched(), Fraction.ALL, List.of())));
    }
    return Ways.trace(draws -> new Walk(rules, packet, draws));
  }
}
