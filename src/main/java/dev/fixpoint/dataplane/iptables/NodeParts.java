// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.forwarding.NodeRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The constant part of the tables: where frontends hang in, and what the node does besides. Pure.
///
/// In table nat, new connections go from PREROUTING and OUTPUT to `INSIDE` or, with a client
/// outside, to `OUTSIDE`, where a line for each block of 256 addresses leads to one for each
/// frontend in it, and that to the chain that draws an endpoint. What is not translated reaches
/// table filter with the virtual address still on it: there it is refused or dropped, since nat
/// can do neither.
///
/// Who must be masqueraded is found without a mark, which belong to CNIs and kube-proxy: a pod that
/// drew itself, by its address; a client elsewhere whose connection goes on to another node, by the
/// list of sources that have just come by an uplink (`recent`) and by the address that the
/// connection was for at first. Without `recent` nobody elsewhere is served, so that none needs it.
final class NodeParts {
  static final Chain INSIDE = Chain.nat("FIXPOINT-INSIDE");
  static final Chain OUTSIDE = Chain.nat("FIXPOINT-OUTSIDE");

  /// Pods of this node that may reach themselves.
  static final Chain HAIRPIN = Chain.nat("FIXPOINT-HAIRPIN");

  /// Pods of this node answer through it in any case.
  static final Chain FAR = Chain.nat("FIXPOINT-FAR");

  /// What a connection was for at first: only ours are masqueraded.
  static final Chain ORIGIN = Chain.nat("FIXPOINT-ORIGIN");

  /// Frontends that do not simply refuse, for clients inside and outside.
  static final Chain SPECIAL = Chain.filter("FIXPOINT-SPECIAL");

  static final Chain OUTER_SPECIAL = Chain.filter("FIXPOINT-OUTER");

  /// Addresses whose other ports are refused.
  static final Chain ADDRESSES = Chain.filter("FIXPOINT-ADDRESSES");

  /// The same for clients outside.
  static final Chain EDGE = Chain.filter("FIXPOINT-EDGE");

  /// Addresses that are not for clients outside.
  static final Chain CLOSED = Chain.filter("FIXPOINT-CLOSED");

  /// Clients that rules with an audit decide about are noted there: where these rules are.
  static final Chain ADMITTED = Chain.nat("FIXPOINT-ADMITTED");

  static final Chain DENIED = Chain.filter("FIXPOINT-DENIED");
  static final Chain DENIED_DROP = Chain.filter("FIXPOINT-DENIED-DROP");

  static final String REFUSE = "FIXPOINT-REFUSE";
  static final String MASQUERADE = "-j MASQUERADE --random-fully";

  /// For how long it is known that a source came by an uplink; it takes microseconds.
  private static final int UPLINK_SECONDS = 2;

  private static final String UNTRANSLATED =
      "-m conntrack --ctstate NEW -m conntrack ! --ctstate DNAT -j FIXPOINT-FILTER";

  private NodeParts() {}

  /// The rule that must come first in each of these chains of the kernel.
  static Map<Chain, String> jumps() {
    var jumps = new LinkedHashMap<Chain, String>();
    jumps.put(Chain.nat("PREROUTING"), "-j FIXPOINT-PREROUTING");
    jumps.put(Chain.nat("OUTPUT"), "-j FIXPOINT-INSIDE");
    jumps.put(Chain.nat("POSTROUTING"), "-j FIXPOINT-POSTROUTING");
    for (var hook : List.of("INPUT", "FORWARD", "OUTPUT")) {
      jumps.put(Chain.filter(hook), UNTRANSLATED);
    }
    return jumps;
  }

  static Parts of(IptFamily family, Means means, NodeRules rules) {
    var parts = new Parts();
    var uplinks = rules.uplinks().stream().sorted().toList();
    var inside = Blocks.of(rules.inside(), family);
    var guarded = new ArrayList<String>();
    Blocks.of(rules.guarded(), family).forEach(block -> guarded.add("-d " + block + " -j DROP"));
    var uplink = family.uplinkList();

    parts.tail(Chain.nat("FIXPOINT-PREROUTING"), way(uplinks, "FIXPOINT-UPLINK", INSIDE.name()));
    parts.tail(
        Chain.nat("FIXPOINT-UPLINK"),
        sources(
            inside,
            means.recent() ? " " + family.recent("--set", uplink) : "",
            INSIDE.name(),
            OUTSIDE.name()));
    parts.tail(INSIDE, List.of());
    parts.tail(OUTSIDE, List.of());
    var leaving =
        new ArrayList<>(List.of("-m conntrack ! --ctstate DNAT -j RETURN", "-j " + HAIRPIN.name()));
    if (means.recent()) {
      leaving.add(
          family.recent("--rcheck --seconds " + UPLINK_SECONDS, uplink) + " -g " + FAR.name());
    }
    parts.tail(Chain.nat("FIXPOINT-POSTROUTING"), leaving);
    parts.tail(HAIRPIN, List.of());
    parts.tail(FAR, List.of("-j " + ORIGIN.name()));
    parts.tail(ORIGIN, List.of());

    parts.tail(
        Chain.filter("FIXPOINT-FILTER"), way(uplinks, "FIXPOINT-FROM-UPLINK", "FIXPOINT-LOCAL"));
    parts.tail(
        Chain.filter("FIXPOINT-FROM-UPLINK"),
        sources(inside, "", "FIXPOINT-LOCAL", "FIXPOINT-FOREIGN"));
    parts.tail(Chain.filter("FIXPOINT-LOCAL"), jumping(guarded, SPECIAL, ADDRESSES));
    parts.tail(Chain.filter("FIXPOINT-FOREIGN"), jumping(guarded, OUTER_SPECIAL, EDGE, CLOSED));
    for (var chain : List.of(SPECIAL, OUTER_SPECIAL, ADDRESSES, EDGE, CLOSED)) {
      parts.tail(chain, List.of());
    }
    // TCP by reset: Linux takes an ICMP error to a SYN for a soft one, and would wait a second
    parts.tail(
        Chain.filter(REFUSE),
        List.of(
            "-p tcp -j REJECT --reject-with tcp-reset",
            "-j REJECT --reject-with " + family.refusal()));
    return parts;
  }

  private static List<String> way(List<String> uplinks, String uplink, String others) {
    var rules = new ArrayList<String>();
    uplinks.forEach(name -> rules.add("-i " + name + " -g " + uplink));
    rules.add("-g " + others);
    return rules;
  }

  private static List<String> sources(List<String> blocks, String note, String some, String rest) {
    var rules = new ArrayList<String>();
    blocks.forEach(block -> rules.add("-s " + block + note + " -g " + some));
    rules.add("-g " + rest);
    return rules;
  }

  private static List<String> jumping(List<String> last, Chain... chains) {
    var rules = new ArrayList<String>();
    for (var chain : chains) {
      rules.add("-j " + chain.name());
    }
    rules.addAll(last);
    return rules;
  }
}
