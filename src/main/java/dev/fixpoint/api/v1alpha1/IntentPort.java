// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/// A port that the nodes serve.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class IntentPort {

  @JsonPropertyDescription("The name of the port, as in the VirtualService.")
  @Size(max = 63)
  private String name;

  @JsonPropertyDescription("The port that clients connect to.")
  @Required
  @Min(1)
  @Max(65535)
  private Integer port;

  @JsonPropertyDescription("The transport protocol.")
  @Required
  private Protocol protocol;

  @JsonPropertyDescription("The port on every node, if there is one.")
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

  public Integer getNodePort() {
    return nodePort;
  }

  public void setNodePort(Integer nodePort) {
    this.nodePort = nodePort;
  }
}
