// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The rules of a chain, as iptables-save prints them after `-A NAME`.
///
/// @param lines that come and go one by one, in any order
/// @param tail after them, in this order
record Content(Set<String> lines, List<String> tail) {

  Content {
    lines = Set.copyOf(lines);
    tail = List.copyOf(tail);
  }

  /// In an order that it may have.
  List<String> rules() {
    var rules = new ArrayList<String>(new TreeSet<>(lines));
    rules.addAll(tail);
    return rules;
  }

  boolean isLike(List<String> rules) {
    int head = rules.size() - tail.size();
    return head == lines.size()
        && rules.subList(head, rules.size()).equals(tail)
        && Set.copyOf(rules.subList(0, head)).equals(lines);
  }
}
