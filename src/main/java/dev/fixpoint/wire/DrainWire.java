// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.api.v1alpha1.VirtualService;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How far the pods of one node are that end.
public final class DrainWire {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m)");

  private DrainWire() {}

  /// What there is to say to a hook that waits.
  public sealed interface State {
    /// No live node sends them new connections.
    record Done(String text) implements State {}

    /// Some node may still.
    record Waiting(String text) implements State {}

    /// Nobody will ever say so.
    record Never(String text) implements State {}
  }

  /// @param pods of the service's namespace, on one node
  public static State judge(VirtualService service, Collection<Pod> pods) {
    var selector = SelectorWire.parse(service.getSpec().getSelector());
    var ending =
        pods.stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() != null)
            .filter(pod -> selector.matches(labels(pod)))
            .toList();
    var asking = ending.stream().filter(GateWire::asks).toList();
    if (!ending.isEmpty() && asking.isEmpty()) {
      return new State.Never(
          "pod %s does not ask for it: add the readiness gate %s to its template"
              .formatted(names(ending), GateWire.GATE));
    }
    var waiting = asking.stream().filter(pod -> !GateWire.isDrained(pod)).toList();
    return waiting.isEmpty()
        ? new State.Done("no live node sends new connections to the pods that end here")
        : new State.Waiting("some node may still send new connections to pod " + names(waiting));
  }

  private static Map<String, String> labels(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
  }

  private static String names(Collection<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.joining(", "));
  }

  /// A duration such as `500ms`, `30s` or `2m`; empty where it is none.
  public static Optional<Duration> duration(String text) {
    var parts = DURATION.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(parts.group(1));
    return Optional.of(
        switch (parts.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          default -> Duration.ofMinutes(number);
        });
  }
}
