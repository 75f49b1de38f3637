// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// How rules of access find the clients that they admit. Pure.
///
/// @param means tell whether in a set of ipset, or in a chain with a line for each
/// @param clients the addresses of each set that rules name
record Admission(IptFamily family, Means means, Map<String, Set<Ip>> clients) {

  static Admission of(IptFamily family, Means means, NodeRules rules) {
    return new Admission(family, means, rules.clients());
  }

  /// A rule that sends those whom a rule of access does not admit to a chain or target; the others
  /// go on to the next rule.
  ///
  /// @param parts gets what the rule needs besides
  String notAdmitted(Access access, Parts parts, Chain verdict) {
    boolean isChain = Names.isOurs(verdict.name());
    var then = (isChain ? "-g " : "-j ") + verdict.name();
    if (means.sets()) {
      parts.clients(access);
      return "-m set ! --match-set " + Names.clients(family, access) + " src " + then;
    }
    var chain = new Chain(verdict.table(), Names.admission(access));
    var rules = new ArrayList<String>();
    blocks(access).forEach(block -> rules.add("-s " + block + " -j RETURN"));
    rules.add(then);
    parts.tail(chain, rules);
    return "-j " + chain.name();
  }

  /// Who is admitted, as iptables prints it.
  private List<String> blocks(Access access) {
    var blocks = new TreeSet<String>();
    for (var set : access.sets()) {
      for (var ip : clients.getOrDefault(set, Set.of())) {
        if (family.has(ip)) {
          blocks.add(family.host(ip));
        }
      }
    }
    blocks.addAll(Blocks.of(access.ranges(), family));
    return List.copyOf(blocks);
  }

  /// Who is admitted, as ipset prints it.
  Set<String> elements(Access access) {
    var elements = new TreeSet<String>();
    var host = "/" + family.family().bits();
    for (var block : blocks(access)) {
      elements.add(block.endsWith(host) ? block.substring(0, block.indexOf('/')) : block);
    }
    return elements;
  }
}
