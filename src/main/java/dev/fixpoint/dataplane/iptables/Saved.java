// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What iptables-save prints, as far as it is ours.
///
/// @param chains ours, with their rules
/// @param jumps the chains of the kernel and of others that have rules which lead to ours: these
/// @param first of these chains, the first rule
record Saved(
    Map<Chain, List<String>> chains, Map<Chain, List<String>> jumps, Map<Chain, String> first) {

  /// `[1:60] -A NAME RULE`, with counters or without.
  private static final Pattern RULE =
      Pattern.compile("(?:\\[([0-9]{1,18}):[0-9]+] )?-A (\\S+) (.*)");

  private static final Pattern TARGET = Pattern.compile(".*-[jg] (\\S+).*");

  /// A rule with the number of packets it has seen.
  record Counted(Chain chain, String rule, long packets) {}

  static Saved parse(String listing) {
    var saved = new Saved(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    var table = Optional.<Table>empty();
    for (var line : listing.lines().toList()) {
      if (line.startsWith("*")) {
        table = table(line.substring(1));
      } else if (table.isPresent()) {
        saved.read(table.get(), line);
      }
    }
    return saved;
  }

  private static Optional<Table> table(String name) {
    for (var table : Table.values()) {
      if (table.toString().equals(name.strip())) {
        return Optional.of(table);
      }
    }
    return Optional.empty();
  }

  private void read(Table table, String line) {
    var rule = RULE.matcher(line);
    if (line.startsWith(":")) {
      var name = line.substring(1).split(" ")[0];
      if (Names.isOurs(name)) {
        chains.putIfAbsent(new Chain(table, name), new ArrayList<>());
      }
    } else if (rule.matches()) {
      var chain = new Chain(table, rule.group(2));
      var text = normal(rule.group(3));
      if (Names.isOurs(chain.name())) {
        chains.computeIfAbsent(chain, c -> new ArrayList<>()).add(text);
      } else {
        first.putIfAbsent(chain, text);
        var target = TARGET.matcher(text);
        if (target.matches() && Names.isOurs(target.group(1))) {
          jumps.computeIfAbsent(chain, c -> new ArrayList<>()).add(text);
        }
      }
    }
  }

  /// Quotes are around what needs none, too.
  private static String normal(String rule) {
    return rule.replace("\"", "").strip();
  }

  /// The rules of ours in table nat, with their counters.
  static List<Counted> counted(String listing) {
    var rules = new ArrayList<Counted>();
    for (var line : listing.lines().toList()) {
      var rule = RULE.matcher(line);
      if (rule.matches() && rule.group(1) != null && Names.isOurs(rule.group(2))) {
        long packets = Long.parseLong(rule.group(1));
        rules.add(new Counted(Chain.nat(rule.group(2)), normal(rule.group(3)), packets));
      }
    }
    return rules;
  }

  boolean isEmpty() {
    return chains.isEmpty() && jumps.isEmpty();
  }
}
