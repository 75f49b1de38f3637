// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.access.Contacted;
import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.wire.ContactWire;
import dev.fixpoint.wire.RoutingWire;
import java.util.List;
import java.util.Optional;

/// What matters of a NodeRouting.
///
/// @param ack empty before the agent's first
/// @param received when this process got it, by its own clock ([System#nanoTime]): the clocks of
///     other machines are not to be trusted
/// @param contacts clients that audited rules have decided about
record RoutingFacts(String node, Optional<LiveNode> ack, List<Contacted> contacts, long received) {

  static RoutingFacts of(NodeRouting routing) {
    var name = routing.getMetadata().getName();
    return new RoutingFacts(
        name, RoutingWire.parse(routing), ContactWire.parse(routing), System.nanoTime());
  }
}
