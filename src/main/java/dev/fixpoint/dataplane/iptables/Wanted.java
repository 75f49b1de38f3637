// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.iptables.IptState.Step;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the kernel should hold of the families that have something to do. Pure.
final class Wanted {

  /// @param steps of the families that had something to do before
  /// @param complete whether these are all
  /// @param before what the frontends concerned did; of those that are missing, nothing
  record Change(
      List<Step> steps,
      boolean complete,
      Set<Frontend> concerned,
      Map<Frontend, Forward> before,
      NodeRules rulesBefore) {}

  private final Means means;
  private final Map<IptFamily, IptState> states = new EnumMap<>(IptFamily.class);
  private NodeRules rules = NodeRules.NONE;

  Wanted(Means means) {
    this.means = means;
  }

  static Wanted of(Means means, Map<Frontend, Forward> table, NodeRules rules) {
    var wanted = new Wanted(means);
    wanted.update(table, Set.of(), rules);
    return wanted;
  }

  Collection<IptState> states() {
    return states.values();
  }

  /// Null where the family has nothing to do.
  IptState of(IptFamily family) {
    return states.get(family);
  }

  /// What is there of a family that had something to do until now.
  IptState nothing(IptFamily family) {
    return IptState.of(family, means, Map.of(), rules);
  }

  /// All that is forwarded.
  Map<Frontend, Forward> table() {
    var table = new HashMap<Frontend, Forward>();
    states.values().forEach(state -> table.putAll(state.table()));
    return table;
  }

  Change update(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules now) {
    var steps = new ArrayList<Step>();
    boolean complete = true;
    var concerned = new HashSet<>(removed);
    concerned.addAll(changed.keySet());
    var before = new HashMap<Frontend, Forward>();
    var rulesBefore = rules;
    for (var family : IptFamily.values()) {
      var some = family.in(changed);
      var state = states.get(family);
      if (state != null) {
        for (var frontend : concerned) {
          if (state.table().containsKey(frontend)) {
            before.put(frontend, state.table().get(frontend));
          }
        }
        var gone = new HashSet<>(removed);
        gone.removeIf(frontend -> !family.has(frontend.address()));
        steps.add(state.update(some, gone, now));
      } else {
        var first = IptState.of(family, means, some, now);
        if (!first.isEmpty()) {
          states.put(family, first);
          complete = false;
        }
      }
    }
    rules = now;
    return new Change(steps, complete, concerned, before, rulesBefore);
  }

  /// Forgets a change that the kernel refused.
  void undo(Change change) {
    var removed = new HashSet<>(change.concerned());
    removed.removeAll(change.before().keySet());
    update(change.before(), removed, change.rulesBefore());
  }
}
