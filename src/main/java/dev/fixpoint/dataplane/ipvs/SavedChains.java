// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// The rules of [Chains] as `iptables-save` prints and `iptables-restore` takes them. Pure.
final class SavedChains {

  private SavedChains() {}

  /// Table → what it holds of ours, from what `iptables-save` prints: a jump that is not the first
  /// of its chain begins with a `!`.
  static Map<String, List<String>> parse(String save) {
    var tables = new LinkedHashMap<String, List<String>>();
    var seen = new TreeSet<String>();
    var table = "";
    for (var line : save.lines().toList()) {
      if (line.startsWith("*")) {
        table = line.substring(1);
        seen.clear();
      } else if (line.startsWith("-A ")) {
        var chain = line.split(" ")[1];
        boolean first = seen.add(chain);
        if (line.contains(Chains.PREFIX)) {
          boolean ours = chain.startsWith(Chains.PREFIX);
          tables
              .computeIfAbsent(table, _ -> new ArrayList<>())
              .add(ours || first ? line : "!" + line);
        }
      } else if (line.startsWith(":" + Chains.PREFIX)) {
        tables.computeIfAbsent(table, _ -> new ArrayList<>());
      }
    }
    return tables;
  }

  /// Whether a table holds what it should.
  static boolean same(List<String> held, List<String> wanted) {
    return held != null && sorted(held).equals(sorted(wanted));
  }

  /// Chains are listed in any order, the rules of one in theirs.
  private static Map<String, List<String>> sorted(List<String> lines) {
    var chains = new TreeMap<String, List<String>>();
    lines.forEach(
        line -> chains.computeIfAbsent(line.split(" ")[1], _ -> new ArrayList<>()).add(line));
    return chains;
  }

  /// The script of `iptables-restore --noflush` that makes a table hold this of ours.
  ///
  /// @param held what it holds of ours now; null where that is nothing
  /// @param wanted null for nothing
  static String script(String table, List<String> held, List<String> wanted) {
    var script = new ArrayList<String>();
    script.add("*" + table);
    var chains = new TreeSet<String>();
    if (wanted != null) {
      wanted.stream()
          .map(line -> line.split(" ")[1])
          .filter(c -> c.startsWith(Chains.PREFIX))
          .forEach(chains::add);
    }
    var old = new TreeSet<String>();
    for (var line : held == null ? List.<String>of() : held) {
      var chain = line.split(" ")[1];
      if (chain.startsWith(Chains.PREFIX)) {
        old.add(chain);
      } else {
        script.add(line.replaceFirst("^!?-A", "-D"));
      }
    }
    old.removeAll(chains);
    var declared = new ArrayList<String>();
    chains.forEach(chain -> declared.add(":" + chain + " - [0:0]"));
    old.forEach(chain -> declared.add(":" + chain + " - [0:0]"));
    script.addAll(1, declared);
    for (var line : wanted == null ? List.<String>of() : wanted) {
      boolean jump = !line.startsWith("-A " + Chains.PREFIX);
      script.add(jump ? line.replaceFirst("^-A (\\S+)", "-I $1 1") : line);
    }
    old.forEach(chain -> script.add("-X " + chain));
    script.add("COMMIT");
    return String.join("\n", script) + "\n";
  }
}
