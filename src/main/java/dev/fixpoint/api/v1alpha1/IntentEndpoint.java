// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/// A pod that takes connections.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class IntentEndpoint {

  @JsonPropertyDescription("The address of the pod.")
  @Size(max = 45)
  @Required
  private String address;

  @JsonPropertyDescription("The node that the pod runs on.")
  @Size(max = 253)
  private String node;

  @JsonPropertyDescription("The zone of that node, as in its label topology.kubernetes.io/zone.")
  @Size(max = 63)
  private String zone;

  @JsonPropertyDescription(
      "Whether the pod is terminating and still serves: used only where none of the endpoints in "
          + "question is ready (KEP-1669).")
  private Boolean terminating;

  public String getAddress() {
    return address;
  }

  public void setAddress(String address) {
    this.address = address;
  }

  public String getNode() {
    return node;
  }

  public void setNode(String node) {
    this.node = node;
  }

  public String getZone() {
    return zone;
  }

  public void setZone(String zone) {
    this.zone = zone;
  }

  public Boolean getTerminating() {
    return terminating;
  }

  public void setTerminating(Boolean terminating) {
    this.terminating = terminating;
  }
}
