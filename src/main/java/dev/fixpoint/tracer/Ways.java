// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.tracer.Trace.Outcome;
import dev.fixpoint.tracer.Trace.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/// All ways of a packet through rules that draw.
///
/// @param share of all connections
/// @param steps of the first of the ways that come to the same
record Ways(Chance share, List<Step> steps) {

  /// One way; evaluated once.
  interface Way {
    Verdict verdict();

    List<Step> steps();
  }

  /// @param begin a way that goes by these draws
  static Trace trace(Function<Draws, Way> begin) {
    var ways = new LinkedHashMap<Verdict, Ways>();
    var draws = new Draws();
    do {
      var way = begin.apply(draws);
      var verdict = way.verdict();
      ways.merge(verdict, new Ways(draws.share(), way.steps()), Ways::plus);
    } while (draws.advance());
    var outcomes = new ArrayList<Outcome>();
    ways.forEach(
        (verdict, all) -> outcomes.add(new Outcome(verdict, all.share().fraction(), all.steps())));
    outcomes.sort(Comparator.comparing(Outcome::share).reversed());
    return new Trace(List.copyOf(outcomes));
  }

  private Ways plus(Ways others) {
    return new Ways(share.plus(others.share), steps);
  }
}
