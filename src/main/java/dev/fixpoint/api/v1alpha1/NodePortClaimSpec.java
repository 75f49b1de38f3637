// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/// Who holds the node port.
@JsonClassDescription("Who holds the node port.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public class NodePortClaimSpec {

  @JsonPropertyDescription("The VirtualService that holds it. Cannot be changed.")
  @Required
  @ValidationRule(
      value = "self == oldSelf",
      message = "cannot be changed: delete the claim, and the operator makes another")
  private ClaimOwner virtualService;

  @JsonPropertyDescription(
      "The port of the VirtualService that it leads to; 0 where it answers the health checks of "
          + "load balancers.")
  @Required
  @Min(0)
  @Max(65535)
  private Integer port;

  public ClaimOwner getVirtualService() {
    return virtualService;
  }

  public void setVirtualService(ClaimOwner virtualService) {
    this.virtualService = virtualService;
  }

  public Integer getPort() {
    return port;
  }

  public void setPort(Integer port) {
    this.port = port;
  }
}
