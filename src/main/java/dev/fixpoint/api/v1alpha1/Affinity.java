// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/// Keeps a client on its endpoint.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class Affinity {

  @JsonPropertyDescription(
      "For how many seconds after its last connection a client address keeps its endpoint, 1 "
          + "to 86400. Service.spec.sessionAffinityConfig has 10800 by default.")
  @Required
  @Min(1)
  @Max(86400)
  private Integer clientIPSeconds;

  public Integer getClientIPSeconds() {
    return clientIPSeconds;
  }

  public void setClientIPSeconds(Integer clientIPSeconds) {
    this.clientIPSeconds = clientIPSeconds;
  }
}
