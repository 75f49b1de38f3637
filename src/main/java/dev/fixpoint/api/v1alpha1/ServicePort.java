// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.IntOrString;

/// One port of a VirtualService, with the meaning of `v1.ServicePort`.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class ServicePort {

  @JsonPropertyDescription(
      "The name of the port, a DNS label. Needed, and different for each port, as soon as "
          + "there is more than one.")
  private @Format.DnsLabel String name;

  @JsonPropertyDescription("The port that clients connect to, 1 to 65535.")
  @Required
  @Min(1)
  @Max(65535)
  private Integer port;

  @JsonPropertyDescription("The transport protocol: TCP, UDP or SCTP. Default: TCP.")
  @Default("TCP")
  private Protocol protocol;

  @JsonPropertyDescription(
      "The port of the pods: a number from 1 to 65535, or the name of a container port (RFC "
          + "6335, section 5.1), which is looked up in each pod and so may be a different number "
          + "in different pods. Default: the same number as port.")
  private @Format.PortOrName IntOrString targetPort;

  @JsonPropertyDescription(
      "The port on every node, 1 to 65535; only with type NodePort or LoadBalancer. Default: "
          + "one that the operator picks, shown in status.ports.")
  @Min(1)
  @Max(65535)
  private Integer nodePort;

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public Integer getPort() {
    return port;
  }

  public void setPort(Integer port) {
    this.port = port;
  }

  public Protocol getProtocol() {
    return protocol;
  }

  public void setProtocol(Protocol protocol) {
    this.protocol = protocol;
  }

  public IntOrString getTargetPort() {
    return targetPort;
  }

  public void setTargetPort(IntOrString targetPort) {
    this.targetPort = targetPort;
  }

  public Integer getNodePort() {
    return nodePort;
  }

  public void setNodePort(Integer nodePort) {
    this.nodePort = nodePort;
  }
}
