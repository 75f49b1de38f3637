// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A change of the chains of a family, as input of `iptables-restore --noflush`. Each table changes
/// in one transaction; only chains that are new come in one before it, since the nft-based tools
/// make a kernel that may see a rule a moment before the chain it leads to.
final class IptChange {

  private final Map<Chain, List<String>> created = new TreeMap<>();
  private final Map<Chain, List<String>> rewritten = new TreeMap<>();
  private final Map<Chain, List<String>> moved = new TreeMap<>();
  private final Set<Chain> removed = new TreeSet<>();
  private boolean ends;

  void create(Chain chain, List<String> rules) {
    created.put(chain, rules);
  }

  void rewrite(Chain chain, List<String> rules) {
    rewritten.put(chain, rules);
  }

  void remove(Chain chain) {
    removed.add(chain);
  }

  /// Rules that come first in a chain, in any order, and rules that leave it.
  void move(Chain chain, Collection<String> in, Collection<String> out) {
    var commands = new ArrayList<String>();
    in.stream().sorted().forEach(rule -> commands.add("-I " + chain.name() + " 1 " + rule));
    out.stream().sorted().forEach(rule -> commands.add("-D " + chain.name() + " " + rule));
    if (!commands.isEmpty()) {
      moved.put(chain, commands);
    }
  }

  /// Makes a rule the first one of a chain, of which there may be copies.
  ///
  /// @param copies what is deleted before
  void first(Chain chain, List<String> copies, String rule) {
    var commands = new ArrayList<String>();
    copies.forEach(copy -> commands.add("-D " + chain.name() + " " + copy));
    commands.add("-I " + chain.name() + " 1 " + rule);
    moved.put(chain, commands);
  }

  /// All goes: what refuses goes before what translates, so that a connection that is no longer
  /// translated is not refused, but left to whoever comes next.
  void end() {
    ends = true;
  }

  void delete(Chain chain, List<String> rules) {
    move(chain, List.of(), rules);
  }

  boolean isEmpty() {
    return created.isEmpty() && rewritten.isEmpty() && moved.isEmpty() && removed.isEmpty();
  }

  /// Empty where there is nothing to do.
  String script() {
    var script = new StringBuilder();
    for (var table : Table.values()) {
      transaction(table, creations(table), script);
    }
    var tables = List.of(Table.values());
    for (var table : ends ? tables.reversed() : tables) {
      transaction(table, changes(table), script);
    }
    return script.toString();
  }

  private List<String> creations(Table table) {
    var commands = new ArrayList<String>();
    of(table, created).keySet().forEach(chain -> commands.add(":" + chain.name() + " - [0:0]"));
    of(table, created).forEach((chain, rules) -> append(chain, rules, commands));
    return commands;
  }

  private List<String> changes(Table table) {
    var commands = new ArrayList<String>();
    of(table, rewritten)
        .forEach(
            (chain, rules) -> {
              commands.add("-F " + chain.name());
              append(chain, rules, commands);
            });
    of(table, moved).values().forEach(commands::addAll);
    var gone = removed.stream().filter(chain -> chain.table() == table).toList();
    gone.forEach(chain -> commands.add("-F " + chain.name()));
    gone.forEach(chain -> commands.add("-X " + chain.name()));
    return commands;
  }

  private static void append(Chain chain, List<String> rules, List<String> commands) {
    rules.forEach(rule -> commands.add("-A " + chain.name() + " " + SourcePicks.asInput(rule)));
  }

  private static <V> Map<Chain, V> of(Table table, Map<Chain, V> chains) {
    var some = new TreeMap<Chain, V>();
    chains.forEach(
        (chain, value) -> {
          if (chain.table() == table) {
            some.put(chain, value);
          }
        });
    return some;
  }

  private static void transaction(Table table, List<String> commands, StringBuilder script) {
    if (!commands.isEmpty()) {
      script.append('*').append(table).append('\n');
      commands.forEach(command -> script.append(command).append('\n'));
      script.append("COMMIT\n");
    }
  }
}
