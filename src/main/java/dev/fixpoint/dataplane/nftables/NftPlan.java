// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.nftables.NftChange.Start;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// How a known state becomes the next: pure, and at a cost that depends on the change alone.
///
/// @param assigned frontends that change, with their new routes
/// @param gone known frontends that are removed
record NftPlan(
    NftChange change,
    Map<Frontend, Route> assigned,
    Set<Frontend> gone,
    References difference,
    Policies.Change access,
    NodeRules rules) {

  /// A frontend both changed and removed is removed.
  static NftPlan of(
      NftState state, Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules rules) {
    var assigned = new HashMap<Frontend, Route>();
    var gone = new HashSet<Frontend>();
    var difference = new References();
    var before = new Elements();
    var after = new Elements();
    for (var frontend : removed) {
      if (state.route(frontend) != null) {
        gone.add(frontend);
        take(state.route(frontend).parts(frontend), before, difference, -1);
      }
    }
    changed.forEach(
        (frontend, forward) -> {
          var old = state.route(frontend);
          var now = Route.of(frontend, forward, old);
          if (removed.contains(frontend) || now.equals(old)) {
            return;
          }
          assigned.put(frontend, now);
          take(now.parts(frontend), after, difference, 1);
          if (old != null) {
            take(old.parts(frontend), before, difference, -1);
          }
        });
    if (!rules.equals(state.rules())) {
      difference.add(NodeParts.of(state.family(), rules), 1);
      difference.add(NodeParts.of(state.family(), state.rules()), -1);
    }
    var access = state.policies().plan(changed, removed, rules.clients());
    before.addAll(access.before());
    after.addAll(access.after());
    var known = state.references();
    known.elements().vanishing(difference.elements()).forEach(before::add);
    known.elements().appearing(difference.elements()).forEach(after::add);
    var change = change(state, difference, ElementDiff.between(before, after));
    return new NftPlan(change, assigned, gone, difference, access, rules);
  }

  private static void take(Parts parts, Elements own, References difference, int times) {
    own.addAll(parts.own());
    difference.add(parts, times);
  }

  private static NftChange change(NftState state, References difference, ElementDiff elements) {
    var known = state.references().chains();
    var chains = new TreeMap<String, List<String>>();
    known.appearing(difference.chains()).forEach(chain -> chains.put(chain.name(), chain.lines()));
    var obsolete = new TreeSet<String>();
    known.vanishing(difference.chains()).forEach(chain -> obsolete.add(chain.name()));
    return new NftChange(
        state.family(), Start.KEPT, chains, obsolete, elements.removed(), elements.added());
  }
}
