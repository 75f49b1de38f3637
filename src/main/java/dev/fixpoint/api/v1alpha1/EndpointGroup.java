// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/// Endpoints with the same target ports. Named target ports may differ from pod to pod, mostly
/// they do not.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class EndpointGroup {

  @JsonPropertyDescription(
      "The ports of these pods, one for each entry of spec.ports, in its order; 0 where "
          + "these pods have no such port.")
  @Required
  @Size(max = 64)
  private List<@Min(0) @Max(65535) Integer> targetPorts = new ArrayList<>();

  @JsonPropertyDescription("The pods.")
  @Size(max = 1000)
  private List<IntentEndpoint> endpoints = new ArrayList<>();

  public List<Integer> getTargetPorts() {
    return targetPorts;
  }

  public void setTargetPorts(List<Integer> targetPorts) {
    this.targetPorts = targetPorts;
  }

  public List<IntentEndpoint> getEndpoints() {
    return endpoints;
  }

  public void setEndpoints(List<IntentEndpoint> endpoints) {
    this.endpoints = endpoints;
  }
}
