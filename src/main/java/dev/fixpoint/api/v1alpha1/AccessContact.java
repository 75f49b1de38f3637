// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/// A client that a rule of access with an audit has decided about.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class AccessContact {

  @JsonPropertyDescription("The namespace of the VirtualService.")
  @Required
  @Size(max = 63)
  private String namespace;

  @JsonPropertyDescription("The name of the VirtualService.")
  @Required
  @Size(max = 253)
  private String name;

  @JsonPropertyDescription("The port that the client connected to, such as 80/TCP.")
  @Required
  @Size(max = 16)
  private String port;

  @JsonPropertyDescription("The address of the client.")
  @Required
  @Size(max = 45)
  private String client;

  @JsonPropertyDescription("Whether the client was admitted.")
  @Required
  private Boolean admitted;

  @JsonPropertyDescription("How many new connections the node has seen since it remembers it.")
  @Required
  @Min(0)
  private Long connections;

  @JsonPropertyDescription("When the last one came.")
  @Required
  private @Format.Timestamp String lastTime;

  public String getNamespace() {
    return namespace;
  }

  public void setNamespace(String namespace) {
    this.namespace = namespace;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getPort() {
    return port;
  }

  public void setPort(String port) {
    this.port = port;
  }

  public String getClient() {
    return client;
  }

  public void setClient(String client) {
    this.client = client;
  }

  public Boolean getAdmitted() {
    return admitted;
  }

  public void setAdmitted(Boolean admitted) {
    this.admitted = admitted;
  }

  public Long getConnections() {
    return connections;
  }

  public void setConnections(Long connections) {
    this.connections = connections;
  }

  public String getLastTime() {
    return lastTime;
  }

  public void setLastTime(String lastTime) {
    this.lastTime = lastTime;
  }
}
