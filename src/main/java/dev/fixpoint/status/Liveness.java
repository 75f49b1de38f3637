// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.status;

import dev.fixpoint.status.Rollout.Absent;
import dev.fixpoint.status.Rollout.LiveNode;
import dev.fixpoint.status.Rollout.Nodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Which nodes count: those whose Node is Ready and whose agent reports. A node counts from its
/// agent's first ack on, and no longer once the agent has been silent for too long. What a
/// NodeRouting says, it says of the node of its name alone.
public final class Liveness {
  private Liveness() {}

  /// A NodeRouting, and what is known of its node.
  ///
  /// @param ack empty before the first
  /// @param silence how long ago the agent was last heard, by the clock of whoever asks
  /// @param ready the Node's condition; empty where there is no Node
  public record Seen(
      String node, Optional<LiveNode> ack, Duration silence, Optional<Boolean> ready) {}

  public static Nodes judge(Collection<Seen> routings, Duration silentAfter) {
    var live = new ArrayList<LiveNode>();
    var absent = new ArrayList<Absent>();
    for (var seen : routings) {
      if (seen.ack().isEmpty() || seen.ready().isEmpty()) {
        continue; // nothing is known of its kernel, or the node is gone
      }
      if (seen.silence().compareTo(silentAfter) >= 0) {
        absent.add(new Absent(seen.node(), "its agent is silent"));
      } else if (!seen.ready().get()) {
        absent.add(new Absent(seen.node(), "its Node is not Ready"));
      } else {
        live.add(seen.ack().get());
      }
    }
    live.sort(Comparator.comparing(LiveNode::name));
    absent.sort(Comparator.comparing(Absent::name));
    return new Nodes(live.stream().toList(), absent.stream().toList());
  }
}
