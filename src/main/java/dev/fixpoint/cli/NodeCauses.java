// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.cli.Cause.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Nodes that the operator does not wait for, and whose clients yet are there.
final class NodeCauses {
  private NodeCauses() {}

  /// @param visitor whose node is the only one that matters, where it is known
  static List<Cause> of(Outcome outcome, Optional<Visitor> visitor) {
    if (outcome.intent().isEmpty() || outcome.in().nodes().stream().noneMatch(NodeView::isLive)) {
      return List.of();
    }
    var intent = outcome.intent().get();
    var own = visitor.flatMap(v -> v.among(outcome.in().nodes()));
    if (own.isPresent()) {
      return own(own.get(), visitor.get(), intent);
    }
    var causes = new ArrayList<Cause>();
    var others = outcome.in().nodes().stream().filter(view -> view.node().isPresent()).toList();
    others(others, NodeView::hasNoAgent, Effect.PARTLY, "NoAgent", "clients there get no answer")
        .ifPresent(causes::add);
    others(
            others,
            view -> view.isSilent() && !view.applied(intent.key(), intent.version()),
            Effect.UNREADY,
            "AgentSilent",
            "clients there go where an earlier revision says")
        .ifPresent(causes::add);
    others(
            others,
            view -> view.isSilent() && view.applied(intent.key(), intent.version()),
            Effect.LATER,
            "AgentSilent",
            "the kernel there routes this revision, and takes no further ones")
        .ifPresent(causes::add);
    return causes;
  }

  private static List<Cause> own(NodeView view, Visitor visitor, IntentFacts intent) {
    var itself = "node " + view.name();
    var where =
        visitor.name().equals(itself)
            ? itself + ": "
            : itself + ", where " + visitor.name() + " is: ";
    if (view.hasNoAgent()) {
      return List.of(
          new Cause(
              Effect.CLIENT,
              "NoAgent",
              where + "no agent reports, so that nothing routes the address: see the DaemonSet"));
    }
    boolean applied = view.applied(intent.key(), intent.version());
    if (view.isSilent()) {
      return List.of(
          new Cause(
              applied ? Effect.LATER : Effect.CLIENT,
              "AgentSilent",
              where
                  + view.trouble()
                  + (applied
                      ? "; its kernel routes this revision, and takes no further ones"
                      : "; its kernel does not route this revision")
                  + ": see its pod"));
    }
    return List.of();
  }

  private static Optional<Cause> others(
      List<NodeView> views, Predicate<NodeView> wanted, Effect effect, String reason, String so) {
    var names =
        views.stream()
            .filter(wanted)
            .map(view -> "node %s: %s".formatted(view.name(), view.trouble()))
            .toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(new Cause(effect, reason, PodCauses.listed(names) + "; " + so));
  }
}
