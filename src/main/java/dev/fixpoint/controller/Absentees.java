// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.status.Rollout.Absent;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.status.Rollout.Nodes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Tells by an Event each time a node ceases to count, and when it counts again. What was so
/// already when this operator began is not told anew.
@Singleton
class Absentees {
  private final EventWriter events;
  private Map<String, String> told;

  Absentees(EventWriter events) {
    this.events = events;
  }

  void tell(Nodes nodes) {
    var now = nodes.absent().stream().collect(Collectors.toMap(Absent::name, Absent::why));
    if (told != null) {
      now.forEach(this::gone);
      Set<String> live = nodes.live().stream().map(LiveNode::name).collect(Collectors.toSet());
      told.keySet().stream().filter(live::contains).forEach(this::back);
    }
    told = now;
  }

  private void gone(String node, String why) {
    if (!told.containsKey(node)) {
      var next = "Programmed no longer waits for it; its kernel forwards what it last had. Look at";
      events.node(node, false, "node %s: %s. %s its agent".formatted(node, why, next));
    }
  }

  private void back(String node) {
    events.node(node, true, "node " + node + ": its agent reports again, and it counts again");
  }
}
