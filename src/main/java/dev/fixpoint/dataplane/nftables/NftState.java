// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What we know the kernel holds of one family: each frontend with its targets in the order of
/// their slots. Changed in place, so that a change costs as much as the change.
final class NftState {

  private final NftFamily family;
  private final Map<Frontend, List<Target>> slots = new HashMap<>();
  private final References references = new References();

  NftState(NftFamily family) {
    this.family = family;
  }

  /// The state that forwards like `table` and moves nothing that `observed` has in place.
  static NftState of(Map<Frontend, List<Target>> table, NftTable observed) {
    var state = new NftState(observed.family());
    table.forEach(
        (frontend, targets) -> {
          var have = observed.slots().getOrDefault(frontend, new TreeMap<>());
          state.put(frontend, Slots.assign(have, targets));
        });
    return state;
  }

  NftFamily family() {
    return family;
  }

  References references() {
    return references;
  }

  /// The targets of a frontend by slot, or null where it is unknown.
  List<Target> slots(Frontend frontend) {
    return slots.get(frontend);
  }

  /// Takes over what the kernel took.
  void accept(NftPlan plan) {
    slots.putAll(plan.assigned());
    slots.keySet().removeAll(plan.gone());
    references.addAll(plan.difference());
  }

  private void put(Frontend frontend, List<Target> targets) {
    slots.put(frontend, targets);
    references.add(frontend, targets, 1);
  }

  /// The table that holds this state.
  NftTable table() {
    var vips = new HashMap<Frontend, Integer>();
    var elements = new HashMap<Frontend, SortedMap<Integer, Endpoint>>();
    slots.forEach(
        (frontend, targets) -> {
          vips.put(frontend, targets.size());
          if (!targets.isEmpty()) {
            elements.put(frontend, Slots.indexed(targets));
          }
        });
    var picks = new TreeSet<>(references.picks().keys());
    picks.add(0); // always there, so that a frontend that loses its last endpoint needs no chain
    return new NftTable(
        family,
        NftSkeleton.chains(family, picks),
        vips,
        elements,
        picks,
        references.addresses().keys(),
        references.hairpin().keys(),
        List.of());
  }
}
