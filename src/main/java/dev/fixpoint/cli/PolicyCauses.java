// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.access.Admission.Client;
import dev.fixpoint.access.Clients;
import dev.fixpoint.access.Isolation;
import dev.fixpoint.access.Isolation.Block;
import dev.fixpoint.cli.Cause.Effect;
import dev.fixpoint.endpoints.Endpoint;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.PodWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// NetworkPolicies between clients and the pods, as a network plugin that carries them out would
/// see connections: after the translation, from the client's own address.
final class PolicyCauses {
  private PolicyCauses() {}

  /// @param visitor who connects; empty for anybody
  static List<Cause> of(Outcome outcome, Optional<Visitor> visitor) {
    var causes = new ArrayList<Cause>();
    for (int i = 0; i < outcome.service().ports().size(); i++) {
      if (outcome.isAsked(i)) {
        cause(outcome, visitor, i).ifPresent(causes::add);
      }
    }
    return causes;
  }

  private static Optional<Cause> cause(Outcome outcome, Optional<Visitor> visitor, int index) {
    var usable =
        outcome.primary().usable().stream().filter(e -> e.targetPorts().get(index) != 0).toList();
    var blocks = new TreeMap<String, Block>();
    for (var endpoint : usable) {
      block(outcome, visitor, endpoint, index).ifPresent(b -> blocks.put(endpoint.pod(), b));
    }
    if (blocks.isEmpty()) {
      return Optional.empty();
    }
    boolean all = blocks.size() == usable.size();
    var wide = visitor.isEmpty() ? Effect.NOBODY : Effect.CLIENT;
    var port = outcome.service().ports().get(index);
    return Optional.of(
        new Cause(all ? wide : Effect.PARTLY, "NetworkPolicy", text(blocks, visitor, usable.size()))
            .about(port.port() + "/" + port.protocol()));
  }

  private static Optional<Block> block(
      Outcome outcome, Optional<Visitor> visitor, Endpoint endpoint, int index) {
    var policies = outcome.in().space().policies();
    var protocol = outcome.service().ports().get(index).protocol();
    int port = endpoint.targetPorts().get(index);
    var target = target(outcome, endpoint);
    // A pod's own node may always connect to it.
    boolean athome =
        visitor
            .filter(v -> v.client().foreign() && v.node().equals(Optional.of(endpoint.node())))
            .isPresent();
    if (athome) {
      return Optional.empty();
    }
    return visitor
        .map(v -> Isolation.between(policies, v.client(), target, protocol, port))
        .orElseGet(() -> Isolation.closed(policies, target, protocol, port));
  }

  private static Client target(Outcome outcome, Endpoint endpoint) {
    var pod = PodWire.parse(outcome.podsByName().get(endpoint.pod()));
    return new Client(
        outcome.service().key().namespace(),
        outcome.in().space().labels(),
        Optional.of(pod),
        Clients.addresses(pod),
        false);
  }

  private static String text(Map<String, Block> blocks, Optional<Visitor> visitor, int endpoints) {
    var block = blocks.values().iterator().next();
    var policies = block.policies().stream().map(Key::toString).collect(Collectors.joining(", "));
    var whom = visitor.map(Visitor::name).orElse("anybody");
    var which = (block.policies().size() == 1 ? "NetworkPolicy " : "NetworkPolicies ") + policies;
    return block.outgoing()
        ? "%s isolates %s, and lets it open no connection to %d of %d endpoints"
            .formatted(which, whom, blocks.size(), endpoints)
        : "%s isolates %s, and does not let %s in (%d of %d endpoints)"
            .formatted(
                which,
                PodCauses.listed(List.copyOf(blocks.keySet())),
                whom,
                blocks.size(),
                endpoints);
  }
}
