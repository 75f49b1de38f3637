// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.endpoints.Pod.NamedPort;
import dev.fixpoint.vip.Protocol;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Pod → what matters of it.
public final class PodWire {
  private PodWire() {}

  public static Pod parse(io.fabric8.kubernetes.api.model.Pod resource) {
    var metadata = resource.getMetadata();
    var spec = Optional.ofNullable(resource.getSpec());
    var status = Optional.ofNullable(resource.getStatus());
    var phase = status.map(PodStatus::getPhase).orElse("");
    return new Pod(
        metadata.getName(),
        metadata.getUid(),
        labels(Optional.ofNullable(metadata.getLabels()).orElse(Map.of())),
        status.map(PodWire::addresses).orElse(List.of()),
        spec.map(PodSpec::getNodeName).map(String::intern).orElse(""),
        GateWire.isReady(resource),
        metadata.getDeletionTimestamp() != null,
        phase.equals("Succeeded") || phase.equals("Failed"),
        spec.map(PodWire::namedPorts).orElse(List.of()),
        GateWire.gateOf(resource));
  }

  /// Tens of thousands of pods share some labels: each text is kept once.
  private static Map<String, String> labels(Map<String, String> labels) {
    return labels.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(e -> e.getKey().intern(), e -> e.getValue().intern()));
  }

  private static List<String> addresses(PodStatus status) {
    var several = status.getPodIPs().stream().map(PodIP::getIp).filter(ip -> ip != null).toList();
    boolean onlyOne = several.isEmpty() && status.getPodIP() != null;
    return onlyOne ? List.of(status.getPodIP()) : several;
  }

  /// The ports of the containers that run for the pod's whole life: init containers that restart
  /// always (KEP-753) are among them.
  private static List<NamedPort> namedPorts(PodSpec spec) {
    var containers = new ArrayList<Container>(spec.getContainers());
    spec.getInitContainers().stream()
        .filter(c -> "Always".equals(c.getRestartPolicy()))
        .forEach(containers::add);
    return containers.stream()
        .flatMap(container -> container.getPorts().stream())
        .filter(port -> port.getName() != null && port.getContainerPort() != null)
        .map(
            port ->
                new NamedPort(
                    port.getName().intern(),
                    Protocol.valueOf(port.getProtocol() == null ? "TCP" : port.getProtocol()),
                    port.getContainerPort()))
        .toList();
  }
}
