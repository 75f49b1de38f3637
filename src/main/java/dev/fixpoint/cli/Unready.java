// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Why a pod is not ready, from what the scheduler and its kubelet say.
final class Unready {
  private Unready() {}

  /// As it continues `is not ready`: ` for 3m: container web fails its readiness probe (…)`.
  static String of(Pod pod, Instant now) {
    var since =
        condition(pod, "Ready")
            .map(PodCondition::getLastTransitionTime)
            .flatMap(time -> age(time, now))
            .map(age -> " for " + age)
            .orElse("");
    return since + why(pod).map(why -> ": " + why).orElse("");
  }

  /// Without how long; empty where nobody says why.
  static Optional<String> why(Pod pod) {
    return unscheduled(pod)
        .or(
            () ->
                pod.getStatus().getContainerStatuses().stream()
                    .filter(status -> !Boolean.TRUE.equals(status.getReady()))
                    .map(status -> container(pod, status))
                    .findFirst())
        .or(() -> gate(pod))
        .or(() -> condition(pod, "Ready").flatMap(Unready::says));
  }

  private static Optional<String> unscheduled(Pod pod) {
    return condition(pod, "PodScheduled")
        .filter(scheduled -> "False".equals(scheduled.getStatus()))
        .map(scheduled -> "it is on no node yet" + says(scheduled).map(w -> ": " + w).orElse(""));
  }

  private static String container(Pod pod, ContainerStatus status) {
    var name = "container " + status.getName();
    var state = Optional.ofNullable(status.getState());
    var waiting = state.map(ContainerState::getWaiting);
    var ended = state.map(ContainerState::getTerminated);
    if (waiting.isPresent()) {
      return name + " waits: " + said(waiting.get().getReason(), waiting.get().getMessage());
    }
    if (ended.isPresent()) {
      return "%s has ended with exit code %d (%s)"
          .formatted(name, ended.get().getExitCode(), ended.get().getReason());
    }
    var spec =
        pod.getSpec().getContainers().stream()
            .filter(container -> container.getName().equals(status.getName()))
            .findFirst();
    var startup = spec.map(Container::getStartupProbe);
    if (startup.isPresent() && !Boolean.TRUE.equals(status.getStarted())) {
      return "%s fails its startup probe (%s)".formatted(name, text(startup.get()));
    }
    return spec.map(Container::getReadinessProbe)
        .map(probe -> "%s fails its readiness probe (%s)".formatted(name, text(probe)))
        .orElse(name + " is not ready");
  }

  private static String text(Probe probe) {
    if (probe.getHttpGet() != null) {
      var get = probe.getHttpGet();
      var path = Objects.requireNonNullElse(get.getPath(), "/");
      return "GET :%s%s".formatted(get.getPort().getValue(), path);
    }
    if (probe.getTcpSocket() != null) {
      return "TCP :" + probe.getTcpSocket().getPort().getValue();
    }
    if (probe.getGrpc() != null) {
      return "gRPC :" + probe.getGrpc().getPort();
    }
    return probe.getExec() == null ? "?" : String.join(" ", probe.getExec().getCommand());
  }

  private static Optional<String> gate(Pod pod) {
    return Optional.ofNullable(pod.getSpec().getReadinessGates()).orElse(List.of()).stream()
        .map(PodReadinessGate::getConditionType)
        .filter(type -> condition(pod, type).filter(c -> "True".equals(c.getStatus())).isEmpty())
        .map(
            type ->
                "its readiness gate %s is closed%s"
                    .formatted(
                        type,
                        condition(pod, type).flatMap(Unready::says).map(w -> ": " + w).orElse("")))
        .findFirst();
  }

  private static Optional<PodCondition> condition(Pod pod, String type) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  private static Optional<String> says(PodCondition condition) {
    return Optional.of(said(condition.getReason(), condition.getMessage()))
        .filter(text -> !text.isEmpty());
  }

  private static String said(String reason, String message) {
    return String.join(
        ": ", Stream.of(reason, message).filter(text -> text != null && !text.isBlank()).toList());
  }

  private static Optional<String> age(String time, Instant now) {
    try {
      var age = Duration.between(Instant.parse(time), now);
      return Optional.of(NodeView.age(age.isNegative() ? Duration.ZERO : age));
    } catch (DateTimeException unreadable) {
      return Optional.empty();
    }
  }
}
