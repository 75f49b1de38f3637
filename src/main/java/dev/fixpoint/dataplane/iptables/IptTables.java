// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.Contact;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.ipset.IpSet;
import dev.fixpoint.dataplane.ipset.Records;
import dev.fixpoint.dataplane.iptables.IptState.Step;
import dev.fixpoint.forwarding.Frontend;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What of ours the kernel holds.
final class IptTables {
  static final IpSet SETS = new IpSet(Tools.COMMAND);

  private final Tools tools;
  private final List<Tools> others;
  private final List<IptFamily> families;
  private final Means means;

  /// Whether the other kind of tools has nothing of ours.
  private boolean alone;

  /// @param others the other kind of tools, which once may have been this node's
  IptTables(Tools tools, List<Tools> others, List<IptFamily> families, Means means) {
    this.tools = tools;
    this.others = List.copyOf(others);
    this.families = List.copyOf(families);
    this.means = means;
    this.alone = others.isEmpty();
  }

  Means means() {
    return means;
  }

  List<IptFamily> families() {
    return families;
  }

  /// @param differences that were found and mended
  /// @param frontends that connections were translated for before
  record Mended(int differences, Set<Frontend> frontends) {}

  /// From whatever there is.
  ///
  /// @param complete whether what is not wanted goes; else it stays
  Mended mend(Wanted wanted, boolean complete) throws DataplaneException {
    int differences = 0;
    var frontends = new HashSet<Frontend>();
    var sets = means.sets() ? SETS.save() : "";
    for (var family : families) {
      var have = tools.saved(family);
      var its = SavedSets.parse(sets, family);
      var state = wanted.of(family);
      frontends.addAll(Written.frontends(have));
      if (state != null) {
        var diff = IptDiff.between(have, its, state, complete);
        differences += diff.differences();
        commit(diff.step());
      } else if (complete) {
        var nothing = wanted.nothing(family);
        differences += have.isEmpty() ? 0 : IptDiff.between(have, its, nothing, true).differences();
        commit(IptDiff.removal(have, its, family));
      }
    }
    if (complete && !alone) {
      for (var kind : others) {
        remove(kind);
      }
      alone = true;
    }
    return new Mended(differences, frontends);
  }

  void commit(Step step) throws DataplaneException {
    commit(tools, step);
  }

  private static void commit(Tools tools, Step step) throws DataplaneException {
    SETS.restore(step.sets().before());
    if (!step.chains().isEmpty()) {
      tools.restore(step.family(), step.chains().script());
    }
    SETS.restore(step.sets().after());
  }

  /// The rules that translate, with their counters.
  List<Saved.Counted> counted(IptFamily family) throws DataplaneException {
    return Saved.counted(tools.counters(family));
  }

  /// Who is in these sets. What has been forgotten is removed from them.
  List<Contact> contacts(Records records) throws DataplaneException {
    return SETS.contacts(records);
  }

  /// The commands that print it, among what others have.
  List<List<String>> listings() {
    var listings = new ArrayList<List<String>>();
    for (var family : families) {
      for (var table : Table.values()) {
        listings.add(tools.listing(family, table));
      }
    }
    if (means.sets()) {
      listings.add(List.of("ipset", "save"));
    }
    return listings;
  }

  void remove() throws DataplaneException {
    remove(tools);
    for (var kind : others) {
      remove(kind);
    }
    if (means.sets()) {
      removeSets();
    }
  }

  /// The chains that one kind of tools has of ours: none where the kernel lacks its tables.
  private void remove(Tools kind) throws DataplaneException {
    for (var family : families) {
      var have = kind == tools ? Optional.of(kind.saved(family)) : kind.savedIfAny(family);
      if (have.isPresent()) {
        remove(kind, family, have.get());
      }
    }
  }

  private static void remove(Tools kind, IptFamily family, Saved have) throws DataplaneException {
    if (!have.isEmpty()) {
      commit(kind, IptDiff.removal(have, Map.of(), family));
    }
  }

  private static void removeSets() throws DataplaneException {
    var saved = SETS.save();
    var change = new SetChange();
    for (var family : IptFamily.values()) {
      SavedSets.parse(saved, family).keySet().forEach(change::destroy);
    }
    SETS.restore(change.after());
  }

  /// Removes what each kind of tools has of ours, in the families that the kernel has.
  static void clean(List<Tools> kinds) throws DataplaneException {
    for (var kind : kinds) {
      for (var family : IptFamily.values()) {
        var have = kind.savedIfAny(family);
        if (have.isPresent()) {
          remove(kind, family, have.get());
        }
      }
    }
    if (SETS.isThere()) {
      removeSets();
    }
  }
}
