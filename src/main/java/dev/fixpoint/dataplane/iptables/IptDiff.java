// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.iptables.IptState.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// From what the kernel holds to what it should. Pure.
///
/// @param differences chains that are missing, other or too many, rules that are not first, sets
///     and their elements
record IptDiff(Step step, int differences) {

  /// @param complete whether what is not wanted goes; else it stays
  static IptDiff between(
      Saved have, Map<String, Set<String>> sets, IptState wanted, boolean complete) {
    var chains = new IptChange();
    var change = new SetChange();
    int differences = 0;
    for (var entry : wanted.chains().entrySet()) {
      differences += chain(entry.getKey(), entry.getValue(), have, complete, chains);
    }
    for (var entry : NodeParts.jumps().entrySet()) {
      var ours = have.jumps().getOrDefault(entry.getKey(), List.of());
      boolean isFirst = entry.getValue().equals(have.first().get(entry.getKey()));
      if (!isFirst || ours.size() != 1) {
        chains.first(entry.getKey(), ours, entry.getValue());
        differences++;
      }
    }
    for (var entry : wanted.sets().entrySet()) {
      var elements = sets.get(entry.getKey());
      differences += change.between(wanted.family(), entry.getKey(), elements, entry.getValue());
    }
    var filled = new HashSet<String>();
    for (var records : wanted.records()) {
      filled.addAll(records.names());
      if (!sets.keySet().containsAll(records.names())) {
        change.create(records);
        differences++;
      }
    }
    if (complete) {
      differences += strangers(have, wanted, chains);
      for (var name : sets.keySet()) {
        if (!wanted.sets().containsKey(name) && !filled.contains(name)) {
          change.destroy(name);
          differences++;
        }
      }
    }
    return new IptDiff(new Step(wanted.family(), chains, change), differences);
  }

  private static int chain(
      Chain chain, Content wanted, Saved have, boolean complete, IptChange change) {
    var rules = have.chains().get(chain);
    if (rules == null) {
      change.create(chain, wanted.rules());
      return 1;
    }
    if (wanted.isLike(rules)) {
      return 0;
    }
    boolean comesAndGoes =
        !wanted.lines().isEmpty() || wanted.tail().isEmpty() || chain.equals(NodeParts.FAR);
    if (!complete && comesAndGoes) {
      var missing = wanted.lines().stream().filter(line -> !rules.contains(line)).toList();
      change.move(chain, missing, List.of());
    } else {
      change.rewrite(chain, wanted.rules());
    }
    return 1;
  }

  private static int strangers(Saved have, IptState wanted, IptChange change) {
    int differences = 0;
    var chains = wanted.chains();
    for (var chain : have.chains().keySet()) {
      if (!chains.containsKey(chain)) {
        change.remove(chain);
        differences++;
      }
    }
    for (var entry : have.jumps().entrySet()) {
      if (!NodeParts.jumps().containsKey(entry.getKey())) {
        change.delete(entry.getKey(), entry.getValue());
        differences++;
      }
    }
    return differences;
  }

  /// Everything of ours goes.
  static Step removal(Saved have, Map<String, Set<String>> sets, IptFamily family) {
    var chains = new IptChange();
    var change = new SetChange();
    chains.end();
    have.jumps().forEach(chains::delete);
    have.chains().keySet().forEach(chains::remove);
    sets.keySet().forEach(change::destroy);
    return new Step(family, chains, change);
  }
}
