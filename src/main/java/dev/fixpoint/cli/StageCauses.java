// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.cli.Cause.Effect;
import dev.fixpoint.cli.Reading.Part;
import dev.fixpoint.plan.AccessFindings;
import dev.fixpoint.plan.EndpointFindings;
import dev.fixpoint.plan.ServiceFindings;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is wrong with the stages of the flow, as the conditions have it; and what the operator
/// alone can say.
final class StageCauses {
  private static final String OPERATOR_DOWN = "OperatorDown";
  private static final String PAUSED = "Paused";
  private static final String UNPAUSE = "remove the annotation fixpoint.dev/paused";

  /// Of these, the status alone tells.
  private static final List<String> ONLY_TOLD =
      List.of(ServiceFindings.PUBLISHED, AccessFindings.PODS_PROTECTED);

  private final Outcome outcome;
  private final List<Cause> causes = new ArrayList<>();

  private StageCauses(Outcome outcome) {
    this.outcome = outcome;
  }

  static List<Cause> of(Outcome outcome) {
    var stages = new StageCauses(outcome);
    stages.ending();
    stages.address();
    stages.endpoints();
    stages.programmed();
    stages.told();
    stages.operator();
    return stages.causes;
  }

  private void add(Effect effect, String reason, String message) {
    causes.add(new Cause(effect, reason, message));
  }

  private void ending() {
    if (outcome.resource().getMetadata().getDeletionTimestamp() != null) {
      add(Effect.NOBODY, "Deleted", "it is being deleted, and waits for its finalizers");
    }
    if (outcome.in().space().ending()) {
      var namespace = outcome.service().key().namespace();
      var why =
          "namespace %s is being deleted: kubectl get namespace %s -o yaml says what holds it";
      add(Effect.NOBODY, "NamespaceTerminating", why.formatted(namespace, namespace));
    }
  }

  private void address() {
    if (outcome.in().hides(Part.ADDRESSES)) {
      told(ServiceFindings.ALLOCATED, Effect.NOBODY);
      return;
    }
    var found = outcome.address().allocated();
    var none = outcome.held().isEmpty();
    if (!found.holds()) {
      add(none ? Effect.NOBODY : Effect.UNREADY, waits(found), found.message());
    } else if (!outcome.address().allotment().isComplete()) {
      add(Effect.PARTLY, "FamilyMissing", found.message());
    } else if (found.reason() == Reason.OutOfRange) {
      add(Effect.PARTLY, reason(found), found.message());
    }
  }

  /// What is granted and not taken waits for the operator.
  private String waits(Finding found) {
    if (found.reason() != Reason.NotAllocated) {
      return reason(found);
    }
    return outcome.isPaused() ? PAUSED : trouble().map(_ -> OPERATOR_DOWN).orElse(reason(found));
  }

  private void endpoints() {
    if (outcome.in().hides(Part.PODS)) {
      told(ServiceFindings.ENDPOINTS_READY, Effect.NOBODY);
      return;
    }
    var found = EndpointFindings.of(outcome.service(), outcome.endpoints());
    if (!found.holds()) {
      add(Effect.NOBODY, reason(found), found.message() + PodHints.of(outcome, found.reason()));
    }
  }

  private void programmed() {
    if (outcome.held().isEmpty()) {
      return;
    }
    if (outcome.isBehind()) {
      behind();
    } else if (outcome.in().hides(Part.NODES) || outcome.in().hides(Part.INTENT)) {
      told(ServiceFindings.PROGRAMMED, Effect.UNREADY);
    } else {
      var found = ServiceFindings.programmed(outcome.rollout());
      if (!found.holds()) {
        add(Effect.UNREADY, reason(found), found.message());
      }
    }
  }

  private void behind() {
    var effect = outcome.intent().isEmpty() ? Effect.NOBODY : Effect.UNREADY;
    var what = "the RoutingIntent is not what it should be by now: ";
    if (outcome.isPaused()) {
      add(effect, PAUSED, what + "the VirtualService is paused: " + UNPAUSE);
    } else if (trouble().isPresent()) {
      add(effect, OPERATOR_DOWN, what + trouble().get());
    } else {
      add(effect, Reason.Pending.name(), what + "see that the operator runs");
    }
  }

  /// What neither the spec nor the pods tell: objects of others in the way, node ports.
  private void told() {
    for (var type : ONLY_TOLD) {
      told(type, Effect.PARTLY);
    }
    boolean has = !outcome.in().hides(Part.ADDRESSES) && outcome.address().allocated().holds();
    Told.condition(outcome.resource(), ServiceFindings.ALLOCATED)
        .filter(c -> has && "False".equals(c.getStatus()) && isExternal(c))
        .ifPresent(c -> add(Effect.UNREADY, c.getReason(), c.getMessage()));
  }

  private static boolean isExternal(Condition condition) {
    return condition.getReason().startsWith("NodePort")
        || condition.getMessage().startsWith("no external address");
  }

  private void told(String type, Effect effect) {
    Told.condition(outcome.resource(), type)
        .filter(condition -> !"True".equals(condition.getStatus()))
        .ifPresent(c -> add(effect, c.getReason(), c.getMessage()));
  }

  private void operator() {
    if (causes.stream().anyMatch(c -> Set.of(PAUSED, OPERATOR_DOWN).contains(c.reason()))) {
      return;
    }
    trouble()
        .ifPresent(why -> add(Effect.LATER, OPERATOR_DOWN, why + "; changes are not followed"));
    if (outcome.isPaused()) {
      add(Effect.LATER, PAUSED, "changes are not followed while it is paused: " + UNPAUSE);
    }
  }

  private Optional<String> trouble() {
    return outcome
        .in()
        .operator()
        .filter(operator -> !operator.trouble().isEmpty())
        .map(
            operator ->
                operator.leader().equals("-")
                    ? operator.trouble()
                    : "the operator %s %s: see whether its pods run"
                        .formatted(operator.leader(), operator.trouble()));
  }

  private static String reason(Finding found) {
    return found.reason().name();
  }
}
