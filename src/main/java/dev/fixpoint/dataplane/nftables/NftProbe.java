// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Guard;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Share;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Balancing.Algorithm;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// Finds out what the kernel can do: has it check the rules of a table of another name, with each
/// way to draw an endpoint. Pure but for its [Trial].
final class NftProbe {

  /// What nftables can do on a kernel that has everything.
  static final Set<Capability> ALL =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(Capability.LeastConnections)));

  private static final List<Algorithm> ALGORITHMS =
      List.of(Algorithm.Random, Algorithm.RoundRobin, Algorithm.SourceHash);

  /// A transaction of somebody else's at the same moment makes one fail.
  private static final int TRIES = 3;

  private static final Key NOBODY = new Key("", "");

  /// The kernel, tried.
  interface Trial {

    /// @throws DataplaneException if it would refuse this
    void check(String script) throws DataplaneException;
  }

  /// @param families at least IPv4
  /// @param capabilities that all of the families have
  record Found(Set<NftFamily> families, Set<Capability> capabilities) {

    static final Found EVERYTHING = new Found(Set.of(NftFamily.values()), ALL);
  }

  private final Trial trial;

  private NftProbe(Trial trial) {
    this.trial = trial;
  }

  /// @param sctp whether connection tracking knows it; asked when the trial has loaded that
  /// @throws DataplaneException if something is missing that all frontends need
  static Found of(Trial trial, BooleanSupplier sctp) throws DataplaneException {
    var probe = new NftProbe(trial);
    var families = EnumSet.allOf(NftFamily.class);
    var can = EnumSet.copyOf(ALL);
    if (probe.refusal(families, ALGORITHMS).isPresent()) {
      var lacking = probe.refusal(Set.of(NftFamily.IPV4), List.of());
      if (lacking.isPresent()) {
        throw new DataplaneException(
            lacking.get()
                + ": this kernel does not take the rules that all services need: load nf_tables, nft_ct, nft_chain_nat, nft_nat, nft_masq and nft_reject_ipv4 (Linux 5.13 or newer), or set FIXPOINT_BACKEND to iptables");
      }
      probe.leaveOut(families, can);
    }
    if (!sctp.getAsBoolean()) {
      can.remove(Capability.SCTP);
    }
    return new Found(Set.copyOf(families), can);
  }

  private void leaveOut(Set<NftFamily> families, Set<Capability> can) {
    if (refusal(Set.of(NftFamily.IPV6), List.of()).isPresent()) {
      families.remove(NftFamily.IPV6);
      can.remove(Capability.IPv6);
    }
    for (var algorithm : ALGORITHMS) {
      if (refusal(families, List.of(algorithm)).isPresent()) {
        can.remove(Capability.valueOf(algorithm.name()));
      }
    }
    if (!can.contains(Capability.SourceHash) || !can.contains(Capability.IPv6)) {
      can.remove(Capability.SourceHashIPv6);
    }
  }

  /// Why the rules cannot be had; empty where they can.
  private Optional<String> refusal(Set<NftFamily> families, Collection<Algorithm> algorithms) {
    var script = new StringBuilder();
    families.forEach(family -> script.append(script(family, algorithms)));
    var refusal = Optional.<String>empty();
    for (int tries = 0; tries < TRIES; tries++) {
      try {
        trial.check(script.toString());
        return Optional.empty();
      } catch (DataplaneException e) {
        refusal = Optional.of(e.getMessage());
      }
    }
    return refusal;
  }

  /// All that a family's table has, but elements.
  private static String script(NftFamily family, Collection<Algorithm> algorithms) {
    var address = Ip.of(family == NftFamily.IPV4 ? "192.0.2.1" : "2001:db8::1");
    var table = new TreeMap<Frontend, Forward>();
    table.put(new Frontend(address, Protocol.TCP, 9), Forward.evenly(NOBODY, List.of()));
    for (var algorithm : algorithms) {
      var share = new Share(1, List.of(new Target(address, 9, false)));
      var balancing = new Balancing(algorithm, 0);
      table.put(
          new Frontend(address, Protocol.TCP, 10 + algorithm.ordinal()),
          new Forward(NOBODY, List.of(share), Guard.NONE, balancing));
    }
    var absent = NftTable.absent(family);
    var state = NftState.of(table, NodeRules.NONE, absent);
    var change = NftDiff.between(absent, state.table()).change();
    var text =
        NftText.render(
            new NftChange(family, change.start(), change.chains(), Set.of(), List.of(), List.of()));
    return text.replaceAll(
        "(?m)^([a-z]+ [a-z]+ ip6?) " + NftFamily.NAME + "\\b", "$1 " + NftFamily.NAME + "-probe");
  }
}
