// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/// The process that writes this object.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class AgentStatus {

  @JsonPropertyDescription("The version of Fixpoint.")
  @Size(max = 64)
  private String version;

  @JsonPropertyDescription("When the agent started.")
  private @Format.Timestamp String startTime;

  public String getVersion() {
    return version;
  }

  public void setVersion(String version) {
    this.version = version;
  }

  public String getStartTime() {
    return startTime;
  }

  public void setStartTime(String startTime) {
    this.startTime = startTime;
  }
}
