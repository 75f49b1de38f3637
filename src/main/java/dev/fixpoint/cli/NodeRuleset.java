// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.dataplane.iptables.IptRules;
import dev.fixpoint.dataplane.nftables.NftRules;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.ForwardingTable;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.tracer.IptTracer;
import dev.fixpoint.tracer.Packet;
import dev.fixpoint.tracer.Trace;
import dev.fixpoint.tracer.Tracer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The rules that a node's agent makes of all intents.
///
/// @param table what the node forwards
/// @param rules what it does besides
record NodeRuleset(Map<Frontend, Forward> table, NodeRules rules) {

  /// @param intents in the order of their keys: of several that claim a frontend, the first has it
  static NodeRuleset of(List<IntentFacts> intents, Place here, NodeRules rules) {
    var table = new HashMap<Frontend, Forward>();
    intents.stream()
        .flatMap(facts -> facts.intent().stream())
        .map(intent -> ForwardingTable.of(intent, here))
        .forEach(frontends -> frontends.forEach(table::putIfAbsent));
    return new NodeRuleset(table, rules);
  }

  /// What the rules of a backend do with a packet: of one whose rules no tracer reads, what those
  /// of nftables do.
  Trace trace(String backend, Packet packet) {
    return backend.equals(Settings.Backend.iptables.name())
        ? IptTracer.of(IptRules.compile(table, rules)).trace(packet)
        : model(packet);
  }

  /// What the rules of nftables do with it, by whose names reasons are told.
  Trace model(Packet packet) {
    return Tracer.of(NftRules.compile(table, rules)).trace(packet);
  }

  /// Who has a port of an address, for the clients of its side.
  Optional<Forward> at(Frontend frontend) {
    return Optional.ofNullable(table.get(frontend));
  }

  /// The sets of clients that intents speak of and that are not known whole.
  static Set<String> missing(List<IntentFacts> intents, Collection<String> known) {
    return intents.stream()
        .flatMap(facts -> facts.intent().stream())
        .flatMap(intent -> intent.access().map(Intent.Admitted::sets).orElse(List.of()).stream())
        .filter(set -> !known.contains(set))
        .collect(Collectors.toSet());
  }
}
