// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;

/// What is the case. Written by the operator only.
@JsonClassDescription("What is the case. Written by the operator only.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class VirtualServiceStatus {

  @JsonPropertyDescription("The metadata.generation that this status is about.")
  @Min(0)
  private Long observedGeneration;

  @JsonPropertyDescription("The addresses that the VirtualService holds, the primary one first.")
  @Size(max = 8)
  private List<@Size(max = 45) String> addresses = new ArrayList<>();

  @JsonPropertyDescription("The ports that are served, with their node ports.")
  @ListMap({"port", "protocol"})
  @Size(max = 64)
  private List<PortStatus> ports = new ArrayList<>();

  @JsonPropertyDescription("How many endpoints each backend has.")
  @ListMap("name")
  @Size(max = 16)
  private List<BackendStatus> backends = new ArrayList<>();

  @JsonPropertyDescription("How many nodes route the latest revision.")
  private NodesStatus nodes;

  @JsonPropertyDescription(
      "Texts that feed the columns of kubectl get. Programs read the other fields.")
  private Summary summary;

  @JsonPropertyDescription(
      "Accepted, Allocated, EndpointsReady, Programmed (every live node routes the latest "
          + "revision), and Ready, which sums them up. Beside these Published (EndpointSlices and "
          + "the DNS name), and PodsProtected where access.protectPods asks for it.")
  @ListMap("type")
  @Size(max = 16)
  private List<Condition> conditions = new ArrayList<>();

  @JsonPropertyDescription(
      "The addresses for clients outside the cluster; only with type LoadBalancer.")
  @Size(max = 2)
  private List<ExternalAddress> externalAddresses = new ArrayList<>();

  @JsonPropertyDescription(
      "The port on every node that answers the health checks of load balancers: 200 while the node "
          + "has a ready endpoint, else 503. Only with type LoadBalancer and traffic.external: "
          + "Local.")
  @Min(1)
  @Max(65535)
  private Integer healthCheckNodePort;

  public Long getObservedGeneration() {
    return observedGeneration;
  }

  public void setObservedGeneration(Long observedGeneration) {
    this.observedGeneration = observedGeneration;
  }

  public List<String> getAddresses() {
    return addresses;
  }

  public void setAddresses(List<String> addresses) {
    this.addresses = addresses;
  }

  public List<PortStatus> getPorts() {
    return ports;
  }

  public void setPorts(List<PortStatus> ports) {
    this.ports = ports;
  }

  public List<ExternalAddress> getExternalAddresses() {
    return externalAddresses;
  }

  public void setExternalAddresses(List<ExternalAddress> externalAddresses) {
    this.externalAddresses = externalAddresses;
  }

  public Integer getHealthCheckNodePort() {
    return healthCheckNodePort;
  }

  public void setHealthCheckNodePort(Integer healthCheckNodePort) {
    this.healthCheckNodePort = healthCheckNodePort;
  }

  public List<BackendStatus> getBackends() {
    return backends;
  }

  public void setBackends(List<BackendStatus> backends) {
    this.backends = backends;
  }

  public NodesStatus getNodes() {
    return nodes;
  }

  public void setNodes(NodesStatus nodes) {
    this.nodes = nodes;
  }

  public Summary getSummary() {
    return summary;
  }

  public void setSummary(Summary summary) {
    this.summary = summary;
  }

  public List<Condition> getConditions() {
    return conditions;
  }

  public void setConditions(List<Condition> conditions) {
    this.conditions = conditions;
  }
}
