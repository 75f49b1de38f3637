// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a [SimPod] is to be like.
public final class SimPodBuilder {

  private final SimNode node;
  private final String namespace;
  private final String name;
  private final Map<String, String> labels;
  private final Map<String, Integer> ports = new LinkedHashMap<>(Map.of("http", 8080));
  private Optional<String> ip = Optional.empty();
  private Optional<String> gate = Optional.empty();
  private Optional<String> probe = Optional.empty();
  private boolean hasIp = true;
  private boolean traffic = true;
  private boolean ready = true;

  SimPodBuilder(SimNode node, String namespace, String name, Map<String, String> labels) {
    this.node = node;
    this.namespace = namespace;
    this.name = name;
    this.labels = labels;
  }

  /// Only the object: nothing is behind its address.
  public SimPodBuilder withoutTraffic() {
    traffic = false;
    return this;
  }

  /// A pod that has no address yet, as while its image is pulled; implies no traffic.
  public SimPodBuilder withoutIp() {
    hasIp = false;
    traffic = false;
    ready = false;
    return this;
  }

  /// This address instead of a free one; within the node's pod CIDR where there is to be traffic.
  public SimPodBuilder withIp(String address) {
    ip = Optional.of(address);
    return this;
  }

  public SimPodBuilder notReady() {
    ready = false;
    return this;
  }

  /// A pod that is not Ready before a condition of this type is true.
  public SimPodBuilder withGate(String condition) {
    gate = Optional.of(condition);
    return this;
  }

  /// A readiness probe by HTTP, of which the status speaks; nobody carries it out.
  public SimPodBuilder withProbe(String path) {
    probe = Optional.of(path);
    return this;
  }

  /// Another named container port, which answers as 8080 does.
  public SimPodBuilder withPort(String portName, int number) {
    ports.put(portName, number);
    return this;
  }

  /// Makes the object, and what answers behind its address.
  public SimPod create() {
    var address = hasIp ? ip.orElseGet(node::freeAddress) : "";
    var pod = new SimPod(node, namespace, name, address, gate, traffic ? ports.values() : null);
    node.controlPlane().client().pods().resource(object()).create();
    pod.setReady(ready);
    return pod;
  }

  private Pod object() {
    var container =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .withLabels(labels)
            .endMetadata()
            .withNewSpec()
            .withNodeName(node.name())
            .withAutomountServiceAccountToken(false)
            .addNewContainer()
            .withName("web")
            .withImage("localhost/web:1");
    ports.forEach(
        (portName, number) ->
            container.addNewPort().withName(portName).withContainerPort(number).endPort());
    probe.ifPresent(
        path ->
            container
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath(path)
                .withNewPort(8080)
                .endHttpGet()
                .endReadinessProbe());
    var spec = container.endContainer();
    gate.ifPresent(type -> spec.addNewReadinessGate(type));
    return spec.endSpec().build();
  }
}
