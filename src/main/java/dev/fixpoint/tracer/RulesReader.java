// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.vip.Family;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads what `nft -n list table` prints: one table, or several of different families.
final class RulesReader {

  private static final Pattern TABLE = Pattern.compile("table (ip6?) [a-z]+ \\{");
  private static final Pattern BLOCK = Pattern.compile("((map|set|chain) [a-z0-9-]+) \\{");
  private static final Pattern HOOK =
      Pattern.compile("type nat hook (prerouting|output|postrouting) priority .*; policy accept;");

  private final List<String> lines;
  private int at;

  private RulesReader(String text) {
    lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  static Map<Family, Rules> read(String text) {
    return new RulesReader(text).tables();
  }

  private Map<Family, Rules> tables() {
    var tables = new EnumMap<Family, Rules>(Family.class);
    while (at < lines.size()) {
      var table = TABLE.matcher(lines.get(at));
      if (!table.matches()) {
        throw new UnknownRule("unknown table: " + lines.get(at));
      }
      at++;
      var family = table.group(1).equals("ip") ? Family.IPV4 : Family.IPV6;
      if (tables.put(family, table(family)) != null) {
        throw new UnknownRule("two tables of " + family);
      }
    }
    return tables;
  }

  private Rules table(Family family) {
    var rules = new Rules(new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (var line = next(); !line.equals("}"); line = next()) {
      var block = BLOCK.matcher(line);
      if (!block.matches()) {
        throw new UnknownRule("unknown in a table: " + line);
      }
      var title = block.group(1);
      var name = title.substring(title.indexOf(' ') + 1);
      if (block.group(2).equals("chain")) {
        chain(family, name, block(), rules);
      } else {
        rules.sets().put(name, new SetReader(family, title).read(block()));
      }
    }
    return rules;
  }

  private static void chain(Family family, String name, List<String> lines, Rules rules) {
    var chain = new ArrayList<Rule>();
    for (var line : lines) {
      var hook = HOOK.matcher(line);
      if (!hook.matches()) {
        chain.add(RuleParser.parse(family, line));
      } else if (rules.hooks().put(hook.group(1), name) != null) {
        throw new UnknownRule("two chains at hook " + hook.group(1));
      }
    }
    rules.chains().put(name, List.copyOf(chain));
  }

  /// The lines up to the end of a block; the elements of a set are one.
  private List<String> block() {
    var block = new ArrayList<String>();
    for (var line = next(); !line.equals("}"); line = next()) {
      if (line.startsWith("elements = {")) {
        var elements = new StringBuilder(line);
        while (!elements.toString().endsWith("}")) {
          elements.append(' ').append(next());
        }
        line = elements.toString();
      }
      block.add(line);
    }
    return block;
  }

  private String next() {
    if (at >= lines.size()) {
      throw new UnknownRule("the rules break off");
    }
    return lines.get(at++);
  }
}
