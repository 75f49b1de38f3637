// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.dataplane.nftables.NftRules;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.ForwardingTable;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.intent.Intent;
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
/// @param text the rules, as `nft -n list table` prints them
record NodeRuleset(Map<Frontend, Forward> table, String text) {

  /// @param intents in the order of their keys: of several that claim a frontend, the first has it
  static NodeRuleset of(List<IntentFacts> intents, Place here, NodeRules rules) {
    var table = new HashMap<Frontend, Forward>();
    intents.stream()
        .flatMap(facts -> facts.intent().stream())
        .map(intent -> ForwardingTable.of(intent, here))
        .forEach(frontends -> frontends.forEach(table::putIfAbsent));
    return new NodeRuleset(table, NftRules.compile(table, rules));
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
