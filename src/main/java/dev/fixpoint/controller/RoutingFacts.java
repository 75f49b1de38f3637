// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.wire.RoutingWire;
import java.util.Optional;

/// What matters of a NodeRouting.
///
/// @param ack empty before the agent's first
/// @param received when this process got it, by its own clock ([System#nanoTime]): the clocks of
///     other machines are not to be trusted
record RoutingFacts(String node, Optional<LiveNode> ack, long received) {

  static RoutingFacts of(NodeRouting routing) {
    var name = routing.getMetadata().getName();
    return new RoutingFacts(name, RoutingWire.parse(routing), System.nanoTime());
  }
}
