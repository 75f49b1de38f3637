// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import java.util.List;
import java.util.Map;

/// One table.
///
/// @param hooks hook → the chain that packets enter there
record Rules(
    Map<String, NamedSet> sets, Map<String, List<Rule>> chains, Map<String, String> hooks) {

  NamedSet set(String name) {
    return known(sets.get(name), "set", name);
  }

  List<Rule> chain(String name) {
    return known(chains.get(name), "chain", name);
  }

  private static <T> T known(T found, String what, String name) {
    if (found == null) {
      throw new UnknownRule("there is no %s %s".formatted(what, name));
    }
    return found;
  }
}
