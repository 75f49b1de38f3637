// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/// Texts for the columns of `kubectl get`, which can show one field each.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class Summary {

  @JsonPropertyDescription("The ports, such as 80/TCP,443/TCP.")
  @Size(max = 1024)
  private String ports;

  @JsonPropertyDescription("The endpoints as ready/total, such as 2/3.")
  @Size(max = 32)
  private String endpoints;

  @JsonPropertyDescription("The nodes as programmed/live, such as 2/2.")
  @Size(max = 32)
  private String nodes;

  public String getPorts() {
    return ports;
  }

  public void setPorts(String ports) {
    this.ports = ports;
  }

  public String getEndpoints() {
    return endpoints;
  }

  public void setEndpoints(String endpoints) {
    this.endpoints = endpoints;
  }

  public String getNodes() {
    return nodes;
  }

  public void setNodes(String nodes) {
    this.nodes = nodes;
  }
}
