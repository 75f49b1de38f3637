// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.vip.Ip;
import java.util.Optional;

/// Finds out what tools and kernel can do, in a chain that nothing leads to.
final class Probe {
  private static final String CHAIN = "FIXPOINT-PROBE";

  private final Tools tools;
  private final IptFamily family;

  Probe(Tools tools, IptFamily family) {
    this.tools = tools;
    this.family = family;
  }

  /// Why the rules that all frontends need cannot be had; empty where they can.
  Optional<String> whyNot() {
    return refusal(
        rules(
            "nat",
            "-p tcp -m statistic --mode random --probability 0.5 -j RETURN",
            "-m recent --set --name " + CHAIN + " --rsource -j RETURN",
            "-m conntrack ! --ctstate DNAT -j RETURN",
            "-d " + family.host(address()) + " -m comment --comment a/b -j RETURN",
            "-p tcp -j DNAT --to-destination " + endpoint(),
            "-p udp -m udp --dport 1 -j RETURN",
            NodeParts.MASQUERADE),
        rules(
            "filter",
            "-p tcp -j REJECT --reject-with tcp-reset",
            "-j REJECT --reject-with " + family.refusal()));
  }

  boolean canDoSctp() {
    return refusal(rules("nat", "-p sctp -m sctp --dport 1 -j DNAT --to-destination " + endpoint()))
        .isEmpty();
  }

  boolean canTakeTurns() {
    return refusal(rules("nat", "-m statistic --mode nth --every 2 --packet 0 -j RETURN"))
        .isEmpty();
  }

  /// Whether rules can ask sets of ipset.
  boolean canAskSets() {
    var name = CHAIN + family.setFamily();
    try {
      IpSet.restore("create " + name + " hash:net family " + family.setFamily() + "\n");
      try {
        return refusal(rules("filter", "-m set ! --match-set " + name + " src -j RETURN"))
            .isEmpty();
      } finally {
        IpSet.restore("destroy " + name + "\n");
      }
    } catch (DataplaneException e) {
      return false;
    }
  }

  /// Makes the rules and takes them away again.
  private static String rules(String table, String... rules) {
    var script = new StringBuilder("*" + table + "\n:" + CHAIN + " - [0:0]\n");
    for (var rule : rules) {
      script.append("-A ").append(CHAIN).append(' ').append(rule).append('\n');
    }
    return script + "COMMIT\n*%s\n-F %s\n-X %s\nCOMMIT\n".formatted(table, CHAIN, CHAIN);
  }

  private Optional<String> refusal(String... scripts) {
    try {
      tools.restore(family, String.join("", scripts));
      return Optional.empty();
    } catch (DataplaneException e) {
      return Optional.of(e.getMessage());
    }
  }

  private Ip address() {
    return Ip.of(family == IptFamily.IPV4 ? "192.0.2.1" : "2001:db8::1");
  }

  private String endpoint() {
    return family == IptFamily.IPV4 ? "192.0.2.1:1" : "[2001:db8::1]:1";
  }
}
