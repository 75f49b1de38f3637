// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.cli.Explanation.PodRow;
import dev.fixpoint.cli.Reading.Part;
import dev.fixpoint.endpoints.Endpoint;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.endpoints.EndpointSet.Excluded;
import dev.fixpoint.vip.Selector;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.vip.VipService.TargetPort;
import dev.fixpoint.wire.PodWire;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// From the selector to the pods: which match, and which of them are endpoints.
final class PodStory {
  private PodStory() {}

  static String selector(Outcome outcome) {
    var selected = outcome.service().selector();
    var selector = selected.toString().isEmpty() ? "(all)" : selected;
    var namespace = outcome.service().key().namespace();
    if (outcome.in().hides(Part.PODS)) {
      return selector + " in namespace " + namespace + ", whose pods you may not list";
    }
    int total = outcome.primary().total();
    return total == 0
        ? "%s matches no pod in namespace %s: %s"
            .formatted(selector, namespace, PodHints.mismatch(outcome, selected))
        : "%s matches %s in namespace %s"
            .formatted(selector, StatusReport.counted(total, "pod"), namespace);
  }

  /// Those that the selector selects; those that it nearly does; all where it selects none.
  static List<PodRow> rows(Outcome outcome, Shares shares) {
    var endpoints = new HashMap<String, Endpoint>();
    outcome.primary().endpoints().forEach(endpoint -> endpoints.put(endpoint.pod(), endpoint));
    var excluded =
        outcome.primary().excluded().stream()
            .collect(Collectors.toMap(Excluded::pod, Excluded::reason));
    var rows = new ArrayList<PodRow>();
    for (var pod : outcome.in().space().pods()) {
      var parsed = PodWire.parse(pod);
      if (outcome.service().selector().matches(parsed.labels())) {
        var endpoint = endpoints.get(parsed.name());
        var says =
            endpoint == null
                ? "no: " + unfit(outcome, pod, parsed, excluded.get(parsed.name()))
                : endpoint(outcome, pod, endpoint);
        var share =
            endpoint == null ? "-" : shares.byAddress().getOrDefault(endpoint.address(), "-");
        rows.add(row(parsed, share, says));
      } else if (isNear(outcome, parsed)) {
        var miss = outcome.service().selector().miss(parsed.labels()).orElseThrow();
        rows.add(row(parsed, "-", "no: " + miss));
      }
    }
    return List.copyOf(rows);
  }

  /// Whether it may have been meant: it meets some part of the selector, or nothing meets all.
  private static boolean isNear(Outcome outcome, dev.fixpoint.endpoints.Pod pod) {
    var requirements = outcome.service().selector().requirements();
    boolean none = outcome.primary().total() == 0 && outcome.primary().strays().isEmpty();
    return !pod.finished()
        && (none
            || requirements.stream()
                .anyMatch(part -> new Selector(List.of(part)).matches(pod.labels())));
  }

  private static PodRow row(dev.fixpoint.endpoints.Pod pod, String share, String says) {
    return new PodRow(
        pod.name(),
        pod.addresses().isEmpty() ? "-" : pod.addresses().getFirst(),
        pod.node().isEmpty() ? "-" : pod.node(),
        share,
        says);
  }

  private static String unfit(
      Outcome outcome, Pod pod, dev.fixpoint.endpoints.Pod parsed, String excluded) {
    if (parsed.finished()) {
      return "has finished";
    }
    if (excluded == null) {
      return "belongs to no backend";
    }
    boolean waits = parsed.addresses().isEmpty();
    return excluded + (waits ? Unready.of(pod, outcome.in().now()) : "");
  }

  private static String endpoint(Outcome outcome, Pod pod, Endpoint endpoint) {
    if (outcome.primary().usable().contains(endpoint)) {
      var lacks = lacking(outcome.service(), endpoint);
      if (!endpoint.ready()) {
        return "yes, as the last resort: is terminating, and no other is ready" + lacks;
      }
      return "yes" + lacks;
    }
    if (endpoint.terminating()) {
      return "no: is terminating";
    }
    return endpoint.ready()
        ? "no: its backend has weight 0"
        : "no: is not ready" + Unready.of(pod, outcome.in().now());
  }

  private static String lacking(VipService service, Endpoint endpoint) {
    var names =
        service.ports().stream()
            .filter(port -> endpoint.targetPorts().get(service.ports().indexOf(port)) == 0)
            .map(port -> port.port() + "/" + port.protocol())
            .toList();
    return names.isEmpty() ? "" : ", but it has no port for " + String.join(", ", names);
  }

  /// Each port, with the ports of the pods behind it.
  static List<String> ports(VipService service, EndpointSet endpoints) {
    return service.ports().stream().map(port -> port(service, port, endpoints)).toList();
  }

  private static String port(VipService service, VipService.Port port, EndpointSet endpoints) {
    int index = service.ports().indexOf(port);
    var name = port.name().isEmpty() ? "" : " (" + port.name() + ")";
    var target =
        switch (port.target()) {
          case TargetPort.Number(int number) -> Integer.toString(number);
          case TargetPort.Named(String named) -> named + resolved(endpoints, index);
        };
    return "%d/%s%s -> %s".formatted(port.port(), port.protocol(), name, target);
  }

  private static String resolved(EndpointSet endpoints, int index) {
    var numbers =
        endpoints.usable().stream()
            .map(endpoint -> endpoint.targetPorts().get(index))
            .filter(number -> number != 0)
            .distinct()
            .sorted()
            .map(number -> Integer.toString(number))
            .toList();
    return Optional.of(numbers)
        .filter(list -> !list.isEmpty())
        .map(list -> " = " + String.join(", ", list))
        .orElse(", which no endpoint has");
  }
}
