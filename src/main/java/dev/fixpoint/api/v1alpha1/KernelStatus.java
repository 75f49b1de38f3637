// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;

/// Whether anyone else changes what the agent writes.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class KernelStatus {

  @JsonPropertyDescription(
      "How many elements were found different from what was written, and mended, since the "
          + "agent started.")
  @Min(0)
  private Long differences;

  @JsonPropertyDescription("When a difference was last found.")
  private @Format.Timestamp String lastDifferenceTime;

  public Long getDifferences() {
    return differences;
  }

  public void setDifferences(Long differences) {
    this.differences = differences;
  }

  public String getLastDifferenceTime() {
    return lastDifferenceTime;
  }

  public void setLastDifferenceTime(String lastDifferenceTime) {
    this.lastDifferenceTime = lastDifferenceTime;
  }
}
