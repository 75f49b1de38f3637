// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What `ipset save` prints, as far as it is ours.
final class SavedSets {

  private SavedSets() {}

  /// The sets of a family by name.
  static Map<String, Set<String>> parse(String listing, IptFamily family) {
    var sets = new HashMap<String, Set<String>>();
    for (var line : listing.lines().toList()) {
      var words = line.strip().split(" ");
      if (words.length < 3 || !Names.isOurs(words[1])) {
        continue;
      }
      if (words[0].equals("create") && line.contains(" family " + family.setFamily() + " ")) {
        sets.put(words[1], new TreeSet<>());
      } else if (words[0].equals("add") && sets.containsKey(words[1])) {
        sets.get(words[1]).add(words[2]);
      }
    }
    return sets;
  }
}
