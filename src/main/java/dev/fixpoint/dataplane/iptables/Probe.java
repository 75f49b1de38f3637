// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.vip.Ip;
import java.util.List;
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
    var list = "--name " + CHAIN;
    return refusal(
            "nat",
            "-p tcp -m statistic --mode random --probability 0.5 -j RETURN",
            "-m recent --set " + list + " --rsource -j RETURN",
            "-m conntrack ! --ctstate DNAT -j RETURN",
            "-d " + family.host(address()) + " -m comment --comment a/b -j RETURN",
            "-p tcp -j DNAT --to-destination " + endpoint(),
            "-p udp -m udp --dport 1 -j RETURN")
        .or(() -> refusal("nat", NodeParts.MASQUERADE))
        .or(
            () ->
                refusal(
                    "filter",
                    "-p tcp -j REJECT --reject-with tcp-reset",
                    "-j REJECT --reject-with " + family.refusal()));
  }

  boolean canDoSctp() {
    return refusal("nat", "-p sctp -m sctp --dport 1 -j DNAT --to-destination " + endpoint())
        .isEmpty();
  }

  boolean canTakeTurns() {
    return refusal("nat", "-m statistic --mode nth --every 2 --packet 0 -j RETURN").isEmpty();
  }

  /// Whether rules can ask sets of ipset.
  boolean canAskSets() {
    var name = CHAIN + family.setFamily();
    try {
      IpSet.restore("create " + name + " hash:net family " + family.setFamily() + "\n");
      try {
        return refusal("filter", "-m set ! --match-set " + name + " src -j RETURN").isEmpty();
      } finally {
        IpSet.restore("destroy " + name + "\n");
      }
    } catch (DataplaneException e) {
      return false;
    }
  }

  private Optional<String> refusal(String table, String... rules) {
    var script = new StringBuilder("*" + table + "\n:" + CHAIN + " - [0:0]\n");
    for (var rule : rules) {
      script.append("-A ").append(CHAIN).append(' ').append(rule).append('\n');
    }
    try {
      tools.restore(family, script + "COMMIT\n");
      var undo = List.of("*" + table, "-F " + CHAIN, "-X " + CHAIN, "COMMIT\n");
      tools.restore(family, String.join("\n", undo));
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
