// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What a [Migration] cannot carry over from a Service. Pure.
final class MigrationNotes {
  private static final String NO_ADDRESS = "None";

  private MigrationNotes() {}

  /// Why there is no VirtualService for it at all; empty where there is one.
  static Optional<String> obstacle(Service service) {
    var spec = service.getSpec();
    if ("ExternalName".equals(spec.getType())) {
      return Optional.of(
          "spec.externalName %s is a name outside, without an address: leave it a Service"
              .formatted(spec.getExternalName()));
    }
    if (NO_ADDRESS.equals(spec.getClusterIP())) {
      return Optional.of(
          "spec.clusterIP is None: a headless Service names its pods and has no address: leave it");
    }
    if (spec.getSelector() == null || spec.getSelector().isEmpty()) {
      return Optional.of(
          "it has no spec.selector: a VirtualService finds its pods by one, and forwards to"
              + " nothing else");
    }
    return Optional.empty();
  }

  /// What is left out, field by field, with what to do about it.
  static List<String> of(Service service) {
    var spec = service.getSpec();
    var notes = new ArrayList<String>();
    if (spec.getClusterIP() != null && !spec.getClusterIP().isEmpty()) {
      notes.add(
          ("spec.clusterIP %s: the Service holds it; the VirtualService gets another address, or"
                  + " this one by spec.addresses once the Service is gone")
              .formatted(String.join(", ", addresses(spec))));
    }
    ports(spec, notes);
    listed(notes, "spec.externalIPs", spec.getExternalIPs(), "use type LoadBalancer and a pool");
    balancer(spec, notes);
    if (spec.getTrafficDistribution() != null && Migration.preference(spec).isEmpty()) {
      notes.add("spec.trafficDistribution %s: unknown".formatted(spec.getTrafficDistribution()));
    }
    annotations(service, notes);
    return List.copyOf(notes);
  }

  private static List<String> addresses(ServiceSpec spec) {
    return spec.getClusterIPs().isEmpty() ? List.of(spec.getClusterIP()) : spec.getClusterIPs();
  }

  private static void ports(ServiceSpec spec, List<String> notes) {
    listed(
        notes,
        "spec.ports[].nodePort",
        numbers(spec),
        "Fixpoint has node ports of its own, 28000-29999 unless FIXPOINT_NODE_PORT_RANGE says"
            + " otherwise");
    var protocols =
        spec.getPorts().stream().map(ServicePort::getAppProtocol).filter(Objects::nonNull).toList();
    listed(notes, "spec.ports[].appProtocol", protocols, "there is no such field");
  }

  private static List<String> numbers(ServiceSpec spec) {
    return spec.getPorts().stream()
        .map(ServicePort::getNodePort)
        .filter(port -> port != null && port > 0)
        .map(port -> Integer.toString(port))
        .toList();
  }

  private static void balancer(ServiceSpec spec, List<String> notes) {
    if (spec.getHealthCheckNodePort() != null && spec.getHealthCheckNodePort() > 0) {
      notes.add(
          "spec.healthCheckNodePort %d: status.ports tells the one of the VirtualService"
              .formatted(spec.getHealthCheckNodePort()));
    }
    if (spec.getLoadBalancerIP() != null && !spec.getLoadBalancerIP().isEmpty()) {
      notes.add(
          "spec.loadBalancerIP %s: set spec.loadBalancer.ipv4 or ipv6 where it is of a pool"
              .formatted(spec.getLoadBalancerIP()));
    }
    if (spec.getLoadBalancerClass() != null) {
      notes.add(
          "spec.loadBalancerClass %s: Fixpoint gives the external address itself"
              .formatted(spec.getLoadBalancerClass()));
    }
    if (Boolean.FALSE.equals(spec.getAllocateLoadBalancerNodePorts())) {
      notes.add("spec.allocateLoadBalancerNodePorts false: each port has a node port");
    }
  }

  /// Those of kubectl say nothing of the Service.
  private static void annotations(Service service, List<String> notes) {
    var metadata = service.getMetadata();
    if (metadata.getAnnotations() == null) {
      return;
    }
    var names =
        metadata.getAnnotations().keySet().stream()
            .filter(name -> !name.startsWith("kubectl.kubernetes.io/"))
            .collect(Collectors.toCollection(TreeSet::new));
    listed(notes, "metadata.annotations", List.copyOf(names), "they speak to other controllers");
  }

  private static void listed(List<String> notes, String field, List<String> what, String then) {
    if (!what.isEmpty()) {
      notes.add("%s %s: %s".formatted(field, String.join(", ", what), then));
    }
  }
}
