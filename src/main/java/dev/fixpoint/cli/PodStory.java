// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.cli.Explanation.PodRow;
import dev.fixpoint.endpoints.Endpoint;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.endpoints.EndpointSet.Excluded;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.vip.VipService.TargetPort;
import dev.fixpoint.wire.PodWire;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// From the selector to the pods: which match, and which of them are endpoints.
final class PodStory {
  private PodStory() {}

  static String selector(
      VipService service, List<dev.fixpoint.endpoints.Pod> pods, EndpointSet endpoints) {
    var selector = service.selector().toString().isEmpty() ? "(all)" : service.selector();
    var namespace = service.key().namespace();
    if (endpoints.total() == 0) {
      return "%s matches no pod in namespace %s: %s"
          .formatted(selector, namespace, SelectorHint.of(service.selector(), pods));
    }
    return "%s matches %s in namespace %s"
        .formatted(selector, StatusReport.counted(endpoints.total(), "pod"), namespace);
  }

  static List<PodRow> rows(VipService service, List<Pod> pods, EndpointSet endpoints) {
    var byName = new HashMap<String, Endpoint>();
    endpoints.endpoints().forEach(endpoint -> byName.put(endpoint.pod(), endpoint));
    var excluded =
        endpoints.excluded().stream().collect(Collectors.toMap(Excluded::pod, Excluded::reason));
    return pods.stream()
        .filter(pod -> service.selector().matches(PodWire.parse(pod).labels()))
        .map(pod -> row(service, pod, byName, excluded, endpoints))
        .toList();
  }

  private static PodRow row(
      VipService service,
      Pod pod,
      Map<String, Endpoint> byName,
      Map<String, String> excluded,
      EndpointSet endpoints) {
    var parsed = PodWire.parse(pod);
    var endpoint = byName.get(parsed.name());
    var says =
        endpoint == null
            ? "no: " + excluded.getOrDefault(parsed.name(), "has finished")
            : endpoint(service, pod, endpoint, endpoints.usable().contains(endpoint));
    return new PodRow(
        parsed.name(),
        parsed.addresses().isEmpty() ? "-" : parsed.addresses().getFirst(),
        parsed.node() == null || parsed.node().isEmpty() ? "-" : parsed.node(),
        says);
  }

  private static String endpoint(VipService service, Pod pod, Endpoint endpoint, boolean usable) {
    if (usable) {
      var lacks = lacking(service, endpoint);
      if (!endpoint.ready()) {
        return "yes, as the last resort: is terminating, and no other is ready" + lacks;
      }
      return "yes" + lacks;
    }
    return endpoint.terminating() ? "no: is terminating" : "no: is not ready" + readiness(pod);
  }

  private static String lacking(VipService service, Endpoint endpoint) {
    var names =
        service.ports().stream()
            .filter(port -> endpoint.targetPorts().get(service.ports().indexOf(port)) == 0)
            .map(port -> port.port() + "/" + port.protocol())
            .toList();
    return names.isEmpty() ? "" : ", but it has no port for " + String.join(", ", names);
  }

  /// What the kubelet says.
  private static String readiness(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> "Ready".equals(condition.getType()))
        .map(PodCondition::getMessage)
        .filter(message -> message != null && !message.isBlank())
        .findFirst()
        .map(message -> ": " + message)
        .orElse("");
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
