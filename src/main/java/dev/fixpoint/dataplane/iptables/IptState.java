// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.ipset.Records;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the kernel should hold of a family: changes with the forwarding table, and knows what a
/// change of that changes.
final class IptState {

  /// What has to be done in the kernel.
  record Step(IptFamily family, IptChange chains, SetChange sets) {}

  private final IptFamily family;
  private final Means means;
  private final Map<Frontend, Forward> table = new HashMap<>();
  private final Chains chains = new Chains();
  private final ClientSets sets;
  private Admission admission;
  private NodeRules rules = NodeRules.NONE;

  private IptState(IptFamily family, Means means) {
    this.family = family;
    this.means = means;
    this.admission = Admission.of(family, means, rules);
    this.sets = new ClientSets(admission);
    chains.bring(NodeParts.of(family, means, rules));
  }

  /// @param table of this family alone
  static IptState of(IptFamily family, Means means, Map<Frontend, Forward> table, NodeRules rules) {
    var state = new IptState(family, means);
    state.update(table, Set.of(), rules);
    return state;
  }

  IptFamily family() {
    return family;
  }

  /// Whether there is nothing to do for the node.
  boolean isEmpty() {
    return table.isEmpty() && Blocks.of(rules.guarded(), family).isEmpty();
  }

  Map<Frontend, Forward> table() {
    return table;
  }

  NodeRules rules() {
    return rules;
  }

  Map<Chain, Content> chains() {
    return chains.all();
  }

  Map<String, Set<String>> sets() {
    return sets.all();
  }

  /// The sets that packets fill.
  List<Records> records() {
    return sets.hasRecords() ? family.records() : List.of();
  }

  Step update(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules now) {
    var next = Admission.of(family, means, now);
    var affected = new HashSet<Frontend>(removed);
    affected.addAll(changed.keySet());
    if (!means.sets() && !now.clients().equals(rules.clients())) {
      table.forEach(
          (frontend, forward) -> {
            if (forward.access().isPresent()) {
              affected.add(frontend);
            }
          });
    }
    if (!isSame(now)) {
      chains.take(NodeParts.of(family, means, rules));
      chains.bring(NodeParts.of(family, means, now));
    }
    for (var frontend : affected) {
      var old = table.get(frontend);
      var forward = changed.getOrDefault(frontend, removed.contains(frontend) ? null : old);
      if (old != null) {
        var parts = FrontendRules.of(family, admission, frontend, old);
        chains.take(parts);
        sets.take(parts);
        table.remove(frontend);
      }
      if (forward != null) {
        var parts = FrontendRules.of(family, next, frontend, forward);
        chains.bring(parts);
        sets.bring(parts);
        table.put(frontend, forward);
      }
    }
    rules = now;
    admission = next;
    var step = new Step(family, new IptChange(), new SetChange());
    chains.changed(step.chains());
    sets.changed(next, step.sets());
    return step;
  }

  private boolean isSame(NodeRules now) {
    return now.guarded().equals(rules.guarded())
        && now.uplinks().equals(rules.uplinks())
        && now.inside().equals(rules.inside());
  }
}
