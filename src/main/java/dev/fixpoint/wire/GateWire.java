// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.endpoints.Pod.Gate;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The readiness gate of a pod ↔ whether it asks for it, and whether it is open.
public final class GateWire {
  /// What the gate is called in `spec.readinessGates`, and the condition that opens it.
  public static final String GATE = "fixpoint.dev/programmed";

  /// Why the condition of a terminating pod is false: no live node sends it new connections.
  public static final String DRAINED = "Drained";

  private static final String PROGRAMMED = "Programmed";

  private GateWire() {}

  static Gate gateOf(Pod pod) {
    if (gates(pod).noneMatch(GATE::equals)) {
      return Gate.NONE;
    }
    return isTrue(pod, GATE) ? Gate.OPEN : Gate.CLOSED;
  }

  /// Whether the pod asks for the gate.
  public static boolean asks(Pod pod) {
    return gateOf(pod) != Gate.NONE;
  }

  /// Whether the operator has said of the pod that no live node sends it new connections.
  public static boolean isDrained(Pod pod) {
    return condition(pod, GATE).filter(c -> DRAINED.equals(c.getReason())).isPresent();
  }

  /// Whether a pod is ready, the gate aside: its containers are, and so is every other gate. The
  /// kubelet takes a moment to follow a gate that opens; but a pod that has ceased to be Ready
  /// since then, as all pods of a node do that falls silent, is not ready.
  static boolean isReady(Pod pod) {
    if (isTrue(pod, "Ready")) {
      return true;
    }
    boolean allButOurs =
        gateOf(pod) != Gate.NONE
            && isTrue(pod, "ContainersReady")
            && gates(pod).filter(gate -> !gate.equals(GATE)).allMatch(gate -> isTrue(pod, gate));
    return allButOurs && !(isTrue(pod, GATE) && changed(pod, "Ready").isAfter(changed(pod, GATE)));
  }

  private static java.util.stream.Stream<String> gates(Pod pod) {
    return Optional.ofNullable(pod.getSpec())
        .map(PodSpec::getReadinessGates)
        .orElse(List.of())
        .stream()
        .map(gate -> gate.getConditionType());
  }

  private static boolean isTrue(Pod pod, String type) {
    return condition(pod, type).filter(c -> "True".equals(c.getStatus())).isPresent();
  }

  private static Optional<PodCondition> condition(Pod pod, String type) {
    return Optional.ofNullable(pod.getStatus())
        .map(PodStatus::getConditions)
        .orElse(List.of())
        .stream()
        .filter(c -> type.equals(c.getType()))
        .findFirst();
  }

  /// When a condition changed; long ago where that is not known.
  private static Instant changed(Pod pod, String type) {
    try {
      return condition(pod, type)
          .map(PodCondition::getLastTransitionTime)
          .map(Instant::parse)
          .orElse(Instant.EPOCH);
    } catch (DateTimeParseException unreadable) {
      return Instant.EPOCH;
    }
  }

  /// A patch of the status that opens the gate.
  ///
  /// @param uid of the pod: another one of its name is not patched
  public static Map<String, Object> open(String uid, String why, Instant now) {
    return patch(uid, "True", PROGRAMMED, why, now);
  }

  /// A patch of the status that says that the pod gets no new connections any more.
  public static Map<String, Object> drained(String uid, String why, Instant now) {
    return patch(uid, "False", DRAINED, why, now);
  }

  private static Map<String, Object> patch(
      String uid, String status, String reason, String why, Instant now) {
    var condition =
        new PodConditionBuilder()
            .withType(GATE)
            .withStatus(status)
            .withReason(reason)
            .withMessage(why)
            .withLastTransitionTime(now.truncatedTo(ChronoUnit.SECONDS).toString())
            .build();
    return Map.of(
        "metadata", Map.of("uid", uid), "status", Map.of("conditions", List.of(condition)));
  }
}
