// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.ipset.Records;
import java.util.Set;
import java.util.TreeSet;

/// A change of sets, as input of `ipset restore -exist`. Who is new is in before the rules change,
/// and who has left is out after that, so that nobody who is admitted all along meets a gap.
final class SetChange {

  private final StringBuilder before = new StringBuilder();
  private final StringBuilder after = new StringBuilder();
  private final Set<String> destroyed = new TreeSet<>();

  /// @param have null where there is no such set
  /// @return how many differences there were
  int between(IptFamily family, String name, Set<String> have, Set<String> wanted) {
    int differences = 0;
    if (have == null) {
      before.append(
          "create %s hash:net family %s maxelem 1048576\n".formatted(name, family.setFamily()));
      differences++;
    }
    for (var element : wanted) {
      if (have == null || !have.contains(element)) {
        before.append("add ").append(name).append(' ').append(element).append('\n');
        differences += have == null ? 0 : 1;
      }
    }
    for (var element : have == null ? Set.<String>of() : have) {
      if (!wanted.contains(element)) {
        after.append("del ").append(name).append(' ').append(element).append('\n');
        differences++;
      }
    }
    return differences;
  }

  void create(Records records) {
    records.creation().forEach(line -> before.append(line).append('\n'));
  }

  void destroy(Records records) {
    destroyed.addAll(records.names());
  }

  void destroy(String name) {
    destroyed.add(name);
  }

  /// Empty where there is nothing to do.
  String before() {
    return before.toString();
  }

  String after() {
    var text = new StringBuilder(after);
    destroyed.forEach(name -> text.append("destroy ").append(name).append('\n'));
    return text.toString();
  }
}
