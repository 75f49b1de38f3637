// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// How a known state becomes the next: pure, and at a cost that depends on the change alone.
///
/// @param assigned frontends that change, with their targets by slot
/// @param gone known frontends that are removed
record NftPlan(
    NftChange change,
    Map<Frontend, List<Target>> assigned,
    Set<Frontend> gone,
    References difference) {

  /// A frontend both changed and removed is removed.
  static NftPlan of(NftState state, Map<Frontend, List<Target>> changed, Set<Frontend> removed) {
    var assigned = new TreeMap<Frontend, List<Target>>();
    var gone = new TreeSet<Frontend>();
    var difference = new References();
    var elements = new ElementDiff();
    for (var frontend : removed) {
      var before = state.slots(frontend);
      if (before != null) {
        gone.add(frontend);
        difference.add(frontend, before, -1);
      }
    }
    changed.forEach(
        (frontend, targets) -> {
          if (removed.contains(frontend)) {
            return;
          }
          var before = state.slots(frontend);
          var have = Slots.indexed(before == null ? List.of() : before);
          var after = Slots.assign(have, targets);
          if (after.equals(before)) {
            return;
          }
          assigned.put(frontend, after);
          difference.add(frontend, after, 1);
          if (before != null) {
            difference.add(frontend, before, -1);
          }
        });
    for (var frontend : gone) {
      elements.frontend(frontend, state.slots(frontend), null);
    }
    assigned.forEach(
        (frontend, after) -> elements.frontend(frontend, state.slots(frontend), after));
    var known = state.references();
    elements.picks(
        known.picks().vanishing(difference.picks()), known.picks().appearing(difference.picks()));
    elements.addresses(
        known.addresses().vanishing(difference.addresses()),
        known.addresses().appearing(difference.addresses()));
    elements.hairpin(
        known.hairpin().vanishing(difference.hairpin()),
        known.hairpin().appearing(difference.hairpin()));
    return new NftPlan(change(state, difference, elements), assigned, gone, difference);
  }

  private static NftChange change(NftState state, References difference, ElementDiff elements) {
    var picks = state.references().picks();
    var chains = new TreeMap<String, List<String>>();
    for (int slots : picks.appearing(difference.picks())) {
      chains.put(NftSkeleton.pick(slots), NftSkeleton.draw(slots));
    }
    var obsolete = new TreeSet<String>();
    for (int slots : picks.vanishing(difference.picks())) {
      obsolete.add(NftSkeleton.pick(slots));
    }
    return new NftChange(
        state.family(), false, chains, obsolete, elements.removed(), elements.added());
  }
}
