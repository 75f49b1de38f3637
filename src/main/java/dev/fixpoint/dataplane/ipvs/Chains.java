// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.vip.Family;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// The rules of iptables, as `iptables-save` prints them: which do not depend on the frontends, but
/// on the uplinks and the distinct rules of access. Pure.
///
/// IPVS takes a packet when it has passed the input chains, or, if it is the node's own, before any
/// chain that could refuse it. So the node's own packets are judged in the mangle table, and those
/// to be refused are turned aside, past IPVS, to the input chain, which refuses them at once.
final class Chains {

  /// The packet that came by an uplink to a frontend, so that its answer must come back here. Only
  /// between the input chain and the last one.
  private static final String FOREIGN = "0x2000/0x2000";

  /// The node's own packet that is to be refused.
  private static final String BARRED = "0x1000/0x1000";

  private static final String PREFIX = "FIXPOINT-IPVS-";
  private static final String ESTABLISHED = "-m conntrack ! --ctstate NEW -j RETURN";

  /// Table → its chains that begin in one of the kernel's → which.
  private static final Map<String, Map<String, String>> JUMPS = new LinkedHashMap<>();

  static {
    JUMPS.put("mangle", Map.of("OUTPUT", PREFIX + "OWN"));
    JUMPS.put("nat", orderedMap("OUTPUT", PREFIX + "ASIDE", "POSTROUTING", PREFIX + "SOURCE"));
    JUMPS.put(
        "filter",
        orderedMap(
            "FORWARD", PREFIX + "GUARD", "INPUT", PREFIX + "IN", "OUTPUT", PREFIX + "GUARD"));
  }

  private Chains() {}

  private static Map<String, String> orderedMap(String... keysAndValues) {
    var map = new LinkedHashMap<String, String>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  /// Table → the lines that it holds of ours: jumps, which are first where they are, then rules.
  static Map<String, List<String>> of(
      Family family, Collection<String> uplinks, SortedSet<Rule> rules) {
    var ways = new TreeSet<>(uplinks);
    var tables = new LinkedHashMap<String, List<String>>();
    JUMPS.forEach(
        (table, jumps) -> {
          var lines = new ArrayList<String>();
          jumps.forEach((from, to) -> lines.add("-A " + from + " -j " + to));
          switch (table) {
            case "mangle" -> own(family, rules, lines);
            case "nat" -> nat(family, lines);
            default -> filter(family, ways, rules, lines);
          }
          tables.put(table, lines);
        });
    return tables;
  }

  private static void own(Family family, SortedSet<Rule> rules, List<String> lines) {
    var own = "-A " + PREFIX + "OWN ";
    lines.add(own + ESTABLISHED);
    for (var rule : rules) {
      var whom = denied(family, rule, false);
      lines.add(own + whom + (rule.drop() ? "-j DROP" : "-j MARK --set-xmark " + BARRED));
    }
    lines.add(
        own
            + in(family, Sets.SERVICES, "dst,dst")
            + notIn(family, Sets.FRONTS, "dst,dst")
            + "-j MARK --set-xmark "
            + BARRED);
  }

  private static void nat(Family family, List<String> lines) {
    lines.add("-A " + PREFIX + "ASIDE -m mark --mark " + BARRED + " -j REDIRECT");
    var source = "-A " + PREFIX + "SOURCE ";
    lines.add(source + in(family, Sets.LOOP, "dst,dst,src") + "-j MASQUERADE --random-fully");
    lines.add(
        source
            + "-m mark --mark "
            + FOREIGN
            + " "
            + notIn(family, Sets.PODS, "dst")
            + "-j MASQUERADE --random-fully");
  }

  private static void filter(
      Family family, SortedSet<String> uplinks, SortedSet<Rule> rules, List<String> lines) {
    lines.add(
        "-A %sGUARD -m conntrack --ctstate NEW %s%s%s-j DROP"
            .formatted(
                PREFIX,
                in(family, Sets.GUARDED, "dst"),
                notIn(family, Sets.VIPS, "dst"),
                notIn(family, Sets.EDGE, "dst")));
    var inner = "-A " + PREFIX + "IN ";
    var outer = "-A " + PREFIX + "OUTER ";
    lines.add(inner + ESTABLISHED);
    lines.add(inner + "-m mark --mark " + BARRED + " -g " + PREFIX + "REFUSE");
    for (var uplink : uplinks) {
      lines.add(
          inner
              + "-i "
              + uplink
              + " "
              + notIn(family, Sets.INSIDE, "src")
              + "-g "
              + PREFIX
              + "OUTER");
    }
    rules.forEach(rule -> lines.add(inner + denied(family, rule, false) + denial(rule)));
    for (var uplink : uplinks) {
      lines.add(inner + "-i " + uplink + " " + mark(family, Sets.FRONTS));
    }
    lines.add(inner + in(family, Sets.FRONTS, "dst,dst") + "-j RETURN");
    lines.add(inner + in(family, Sets.REFUSED, "dst,dst") + "-g " + PREFIX + "REFUSE");
    lines.add(inner + in(family, Sets.VIPS, "dst") + "-g " + PREFIX + "REFUSE");
    lines.add(inner + in(family, Sets.EDGE, "dst") + "-g " + PREFIX + "REFUSE");
    rules.forEach(rule -> lines.add(outer + denied(family, rule, true) + denial(rule)));
    lines.add(outer + mark(family, Sets.OUTER));
    lines.add(outer + in(family, Sets.OUTER, "dst,dst") + "-j RETURN");
    lines.add(outer + in(family, Sets.OUTER_DROPPED, "dst,dst") + "-j DROP");
    lines.add(outer + in(family, Sets.OUTER_REFUSED, "dst,dst") + "-g " + PREFIX + "REFUSE");
    lines.add(outer + in(family, Sets.EDGE, "dst") + "-g " + PREFIX + "REFUSE");
    lines.add(outer + in(family, Sets.VIPS, "dst") + "-j DROP");
    lines.add("-A " + PREFIX + "REFUSE -p tcp -j REJECT --reject-with tcp-reset");
    var unreachable = family == Family.IPV4 ? "icmp-port-unreachable" : "icmp6-port-unreachable";
    lines.add("-A " + PREFIX + "REFUSE -j REJECT --reject-with " + unreachable);
  }

  private static String denial(Rule rule) {
    return rule.drop() ? "-j DROP" : "-g " + PREFIX + "REFUSE";
  }

  private static String denied(Family family, Rule rule, boolean outside) {
    return in(family, Sets.guarded(rule.id(), outside), "dst,dst")
        + notIn(family, Sets.clients(rule.id()), "src");
  }

  private static String mark(Family family, String set) {
    return in(family, set, "dst,dst") + "-j MARK --set-xmark " + FOREIGN;
  }

  private static String in(Family family, String set, String fields) {
    return "-m set --match-set " + Sets.name(family, set) + " " + fields + " ";
  }

  private static String notIn(Family family, String set, String fields) {
    return "-m set ! --match-set " + Sets.name(family, set) + " " + fields + " ";
  }

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
        if (line.contains(PREFIX)) {
          boolean ours = chain.startsWith(PREFIX);
          tables
              .computeIfAbsent(table, _ -> new ArrayList<>())
              .add(ours || first ? line : "!" + line);
        }
      } else if (line.startsWith(":" + PREFIX)) {
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
    var chains = new java.util.TreeMap<String, List<String>>();
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
          .filter(c -> c.startsWith(PREFIX))
          .forEach(chains::add);
    }
    var old = new TreeSet<String>();
    for (var line : held == null ? List.<String>of() : held) {
      var chain = line.split(" ")[1];
      if (chain.startsWith(PREFIX)) {
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
      boolean jump = !line.startsWith("-A " + PREFIX);
      script.add(jump ? line.replaceFirst("^-A (\\S+)", "-I $1 1") : line);
    }
    old.forEach(chain -> script.add("-X " + chain));
    script.add("COMMIT");
    return String.join("\n", script) + "\n";
  }
}
