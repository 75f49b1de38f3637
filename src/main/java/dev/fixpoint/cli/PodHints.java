// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.endpoints.Endpoint;
import dev.fixpoint.endpoints.EndpointSet.Excluded;
import dev.fixpoint.status.Reason;
import dev.fixpoint.vip.Selector;
import dev.fixpoint.wire.PodWire;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Why no pod answers, beyond what the operator can say of it in a condition.
final class PodHints {
  private PodHints() {}

  /// What follows the message of the condition EndpointsReady; empty where nothing is to be added.
  static String of(Outcome outcome, Reason reason) {
    return switch (reason) {
      case NoMatchingPods -> "; " + mismatch(outcome);
      case NoReadyPods -> lacksPort(outcome) ? ports(outcome) : unready(outcome);
      default -> "";
    };
  }

  private static String mismatch(Outcome outcome) {
    var backends = outcome.service().backends();
    return outcome.primary().strays().isEmpty()
        ? mismatch(outcome, outcome.service().selector())
        : mismatch(outcome, backends.getFirst().selector());
  }

  /// Of the first of the pods that are no endpoint.
  private static String unready(Outcome outcome) {
    var set = outcome.primary();
    var pods = outcome.podsByName();
    var names = new ArrayList<String>();
    set.endpoints().stream()
        .filter(e -> !e.ready() && !e.terminating())
        .forEach(e -> names.add(e.pod()));
    if (names.isEmpty()) {
      set.excluded().stream().map(Excluded::pod).forEach(names::add);
    }
    return names.stream()
        .findFirst()
        .flatMap(name -> Optional.ofNullable(pods.get(name)))
        .flatMap(Unready::why)
        .map(why -> ": " + why)
        .orElse("");
  }

  /// Whether there is a port of the service that none of the pods has.
  private static boolean lacksPort(Outcome outcome) {
    var usable = outcome.primary().usable();
    return !usable.isEmpty()
        && IntStream.range(0, outcome.service().ports().size())
            .anyMatch(i -> usable.stream().allMatch(e -> e.targetPorts().get(i) == 0));
  }

  private static String ports(Outcome outcome) {
    var named = declared(outcome);
    return named.isEmpty() ? "; its containers name none" : "; they name " + named;
  }

  private static String declared(Outcome outcome) {
    var pods = outcome.podsByName();
    return outcome.primary().usable().stream()
        .map(Endpoint::pod)
        .map(pods::get)
        .flatMap(pod -> PodWire.parse(pod).namedPorts().stream())
        .map(port -> "%s (%d/%s)".formatted(port.name(), port.port(), port.protocol()))
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /// The numbers that the pod's containers declare, such as `8080/TCP`.
  static List<String> numbers(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .map(
            port ->
                port.getContainerPort()
                    + "/"
                    + Optional.ofNullable(port.getProtocol()).orElse("TCP"))
        .toList();
  }

  /// Why a selector, of the service or of a backend, matches none of the pods that it is for.
  static String mismatch(Outcome outcome, Selector selector) {
    var all = outcome.service().selector();
    var pods =
        outcome.in().space().pods().stream()
            .map(PodWire::parse)
            .filter(pod -> selector.equals(all) || all.matches(pod.labels()))
            .toList();
    return SelectorHint.of(selector, pods);
  }
}
