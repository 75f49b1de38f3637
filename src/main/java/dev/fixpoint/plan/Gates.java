// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.endpoints.Pod.Gate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What pods that ask for the readiness gate are told: that it is open, once every live node
/// routes to them, and at the end of their life that no live node sends them new connections any
/// more.
public final class Gates {
  private Gates() {}

  /// What a pod is told.
  public enum Verdict {
    OPEN,
    DRAINED
  }

  /// What one service has to say of the pods that it selects, by their UIDs.
  ///
  /// @param routed every live node routes to them, or nothing of them is to be routed
  /// @param drained they are terminating, and no live node sends them new connections
  public record View(Set<String> routed, Set<String> drained) {
    public static final View NOTHING = new View(Set.of(), Set.of());
  }

  /// @param before what the service had to say before
  /// @param pods that it selects
  /// @param used UIDs of those of them that are terminating and that nodes which follow its intent
  ///     send new connections to
  /// @param programmed whether every live node routes that intent; empty where the service has no
  ///     address, so that no node routes anything for it
  public static View of(
      View before, Collection<Pod> pods, Set<String> used, Optional<Boolean> programmed) {
    boolean done = programmed.orElse(false);
    var routed = new HashSet<String>();
    var drained = new HashSet<String>();
    for (var pod : pods) {
      if (pod.gate() == Gate.NONE || pod.finished()) {
        continue;
      }
      if (pod.terminating()) {
        if (programmed.isEmpty() || (done && !used.contains(pod.uid()))) {
          drained.add(pod.uid());
        }
      } else if (pod.ready() && (done || before.routed().contains(pod.uid()))) {
        routed.add(pod.uid());
      }
    }
    return new View(Set.copyOf(routed), Set.copyOf(drained));
  }

  /// What to tell a pod; empty as long as there is nothing new.
  ///
  /// @param selecting the views of all services that select it
  public static Optional<Verdict> judge(Pod pod, List<View> selecting) {
    if (pod.gate() == Gate.NONE || pod.finished()) {
      return Optional.empty();
    }
    if (pod.terminating()) {
      return selecting.stream().allMatch(view -> view.drained().contains(pod.uid()))
          ? Optional.of(Verdict.DRAINED)
          : Optional.empty();
    }
    boolean open = selecting.stream().allMatch(view -> view.routed().contains(pod.uid()));
    return pod.gate() == Gate.CLOSED && pod.ready() && open
        ? Optional.of(Verdict.OPEN)
        : Optional.empty();
  }
}
