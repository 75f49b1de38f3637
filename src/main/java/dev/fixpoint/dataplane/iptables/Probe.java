// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.ipset.Records;
import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.vip.Ip;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds out what tools and kernel can do, in a chain that nothing leads to.
final class Probe {
  private static final String CHAIN = "FIXPOINT-PROBE";

  /// Tools and kernel, tried.
  interface Trial {

    /// @param script for `iptables-restore --noflush`
    /// @throws DataplaneException if it is refused
    void restore(IptFamily family, String script) throws DataplaneException;

    /// @param script for `ipset restore`
    /// @throws DataplaneException if it is refused, or there are no sets
    void sets(String script) throws DataplaneException;
  }

  /// @param families at least IPv4
  /// @param capabilities that all of the families have
  record Found(List<IptFamily> families, Set<Capability> capabilities, Means means) {}

  private final Trial trial;
  private final IptFamily family;

  private Probe(Trial trial, IptFamily family) {
    this.trial = trial;
    this.family = family;
  }

  /// @throws DataplaneException if something is missing that all frontends need
  static Found of(Trial trial) throws DataplaneException {
    var four = new Probe(trial, IptFamily.IPV4);
    var whyNot = four.whyNot();
    if (whyNot.isPresent()) {
      throw new DataplaneException(
          whyNot.get() + ": load the kernel's module, or set FIXPOINT_BACKEND to nftables");
    }
    var six = new Probe(trial, IptFamily.IPV6);
    var probes = six.whyNot().isEmpty() ? List.of(four, six) : List.of(four);
    var families = probes.stream().map(probe -> probe.family).toList();
    var each = probes.stream().map(Probe::capabilities).toList();
    var can = EnumSet.copyOf(each.getFirst());
    each.forEach(can::retainAll);
    families.forEach(family -> can.add(family.capability()));
    boolean sets = probes.stream().allMatch(Probe::canAskSets);
    if (sets && probes.stream().allMatch(Probe::canFillSets)) {
      can.add(Capability.Audit);
    }
    return new Found(families, can, new Means(sets, can.contains(Capability.External)));
  }

  /// Why the rules that all frontends need cannot be had; empty where they can.
  private Optional<String> whyNot() {
    return refusal(
        rules(
            "nat",
            "-p tcp -m statistic --mode random --probability 0.5 -j RETURN",
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

  private Set<Capability> capabilities() {
    var can =
        EnumSet.of(
            Capability.TCP,
            Capability.UDP,
            Capability.Random,
            Capability.Sides,
            Capability.Counters);
    if (takes("-p sctp -m sctp --dport 1 -j DNAT --to-destination " + endpoint())) {
      can.add(Capability.SCTP);
    }
    if (takes("-m statistic --mode nth --every 2 --packet 0 -j RETURN")) {
      can.add(Capability.RoundRobin);
    }
    if (takes(
        "-m cluster --cluster-total-nodes 32 --cluster-local-node 32 --cluster-hash-seed 1")) {
      can.add(Capability.SourceHash);
    }
    if (takes(family.recent("--update --seconds 2 --reap", CHAIN) + " -j RETURN")) {
      can.addAll(Set.of(Capability.Affinity, Capability.External));
    }
    return can;
  }

  private boolean takes(String rule) {
    return refusal(rules("nat", rule)).isEmpty();
  }

  /// Whether rules can ask sets of ipset.
  private boolean canAskSets() {
    return fitsSet("hash:net", "", "-m set ! --match-set %s src -j RETURN");
  }

  /// Whether rules can note clients in sets, for a time and with counters.
  private boolean canFillSets() {
    return fitsSet(Records.TYPE, Records.TIMED, "-j SET --add-set %s src,dst,dst --exist")
        && fitsSet(Records.TYPE, Records.COUNTED, "-m set --match-set %s src,dst,dst");
  }

  /// @param rule with a place for the name of the set
  private boolean fitsSet(String type, String options, String rule) {
    var name = CHAIN + family.setFamily();
    var create = "create %s %s family %s %s".formatted(name, type, family.setFamily(), options);
    try {
      trial.sets(create.strip() + "\n");
      try {
        return refusal(rules("filter", rule.formatted(name))).isEmpty();
      } finally {
        trial.sets("destroy " + name + "\n");
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
      trial.restore(family, String.join("", scripts));
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
