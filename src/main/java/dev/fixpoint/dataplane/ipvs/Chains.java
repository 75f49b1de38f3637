// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.vip.Family;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The rules of iptables, as `iptables-save` prints them: which do not depend on the frontends, but
/// on the uplinks and the distinct rules of access. Pure.
///
/// IPVS takes a packet when it has passed the input chains, or, if it is the node's own, before any
/// chain that could refuse it. So the node's own packets are judged in the mangle table, and those
/// to be refused are turned aside, past IPVS, to the input chain, which refuses them at once.
final class Chains {

  private static final String FOREIGN = Marks.bit(Marks.FOREIGN);
  private static final String BARRED = Marks.bit(Marks.BARRED);

  static final String PREFIX = "FIXPOINT-IPVS-";
  private static final String ESTABLISHED = "-m conntrack ! --ctstate NEW -j RETURN";

  private static final String SIDE = PREFIX + "SIDE";

  /// Table → its chains that begin in one of the kernel's → which.
  private static final Map<String, Map<String, String>> JUMPS =
      Map.of(
          "mangle",
          Map.of("OUTPUT", PREFIX + "OWN"),
          "nat",
          Map.of("OUTPUT", PREFIX + "ASIDE", "POSTROUTING", PREFIX + "SOURCE"),
          "filter",
          Map.of("FORWARD", PREFIX + "GUARD", "INPUT", PREFIX + "IN", "OUTPUT", PREFIX + "GUARD"));

  private Chains() {}

  /// Table → the lines that it holds of ours: jumps, which are first where they are, then rules.
  ///
  /// @param divided whether clients outside have virtual services of their own
  static Map<String, List<String>> of(
      Family family, Collection<String> uplinks, SortedSet<Rule> rules, boolean divided) {
    var ways = new TreeSet<>(uplinks);
    var tables = new TreeMap<String, List<String>>();
    JUMPS.forEach(
        (table, jumps) -> {
          var lines = new ArrayList<String>();
          new TreeMap<>(jumps).forEach((from, to) -> lines.add("-A " + from + " -j " + to));
          switch (table) {
            case "mangle" -> {
              own(family, rules, lines);
              if (divided) {
                lines.add("-A INPUT -j " + SIDE);
                side(family, ways, lines);
              }
            }
            case "nat" -> nat(family, lines);
            default -> filter(family, ways, rules, lines);
          }
          tables.put(table, lines);
        });
    return tables;
  }

  /// Marks the packets of clients outside that IPVS is to balance by themselves. All of them: of a
  /// UDP flow any packet may be the first that it sees.
  private static void side(Family family, SortedSet<String> uplinks, List<String> lines) {
    lines.add("-A " + SIDE + " " + notIn(family, Sets.DIVIDED, "dst,dst") + "-j RETURN");
    for (var uplink : uplinks) {
      lines.add(
          "-A %s -i %s %s-j SET --map-set %s dst,dst --map-mark"
              .formatted(
                  SIDE, uplink, notIn(family, Sets.INSIDE, "src"), Sets.name(family, Sets.MARKS)));
    }
  }

  private static void own(Family family, SortedSet<Rule> rules, List<String> lines) {
    var own = "-A " + PREFIX + "OWN ";
    lines.add(own + ESTABLISHED);
    for (var rule : rules) {
      note(family, rule, false, PREFIX + "OWN", lines);
      var whom = denied(family, rule, false);
      lines.add(own + whom + (rule.drop() ? "-j DROP" : "-j MARK --set-xmark " + BARRED));
    }
    records(family, rules, lines);
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
    for (var rule : rules) {
      note(family, rule, false, PREFIX + "IN", lines);
      lines.add(inner + denied(family, rule, false) + denial(rule));
    }
    for (var uplink : uplinks) {
      lines.add(inner + "-i " + uplink + " " + mark(family, Sets.FRONTS));
    }
    lines.add(inner + in(family, Sets.FRONTS, "dst,dst") + "-j RETURN");
    lines.add(inner + in(family, Sets.REFUSED, "dst,dst") + "-g " + PREFIX + "REFUSE");
    lines.add(inner + in(family, Sets.VIPS, "dst") + "-g " + PREFIX + "REFUSE");
    lines.add(inner + in(family, Sets.EDGE, "dst") + "-g " + PREFIX + "REFUSE");
    for (var rule : rules) {
      note(family, rule, true, PREFIX + "OUTER", lines);
      lines.add(outer + denied(family, rule, true) + denial(rule));
    }
    records(family, rules, lines);
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

  /// Remembers whom a rule with an audit decides about, before it does.
  private static void note(
      Family family, Rule rule, boolean outside, String chain, List<String> lines) {
    if (rule.access().audit()) {
      lines.add("-A " + chain + " " + denied(family, rule, outside) + "-j " + noting(false));
      lines.add("-A " + chain + " " + admitted(family, rule, outside) + "-j " + noting(true));
    }
  }

  static String noting(boolean admitted) {
    return PREFIX + (admitted ? "ADMITTED" : "DENIED");
  }

  /// The chains that do so, where there is such a rule.
  private static void records(Family family, SortedSet<Rule> rules, List<String> lines) {
    if (rules.stream().anyMatch(rule -> rule.access().audit())) {
      for (boolean admitted : new boolean[] {true, false}) {
        for (var rule : Sets.records(family, admitted).rules()) {
          lines.add("-A " + noting(admitted) + " " + rule);
        }
      }
    }
  }

  private static String denial(Rule rule) {
    return rule.drop() ? "-j DROP" : "-g " + PREFIX + "REFUSE";
  }

  private static String denied(Family family, Rule rule, boolean outside) {
    return in(family, Sets.guarded(rule.id(), outside), "dst,dst")
        + notIn(family, Sets.clients(rule.id()), "src");
  }

  private static String admitted(Family family, Rule rule, boolean outside) {
    return in(family, Sets.guarded(rule.id(), outside), "dst,dst")
        + in(family, Sets.clients(rule.id()), "src");
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
}
