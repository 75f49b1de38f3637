// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/// How far the nodes have got.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class NodesStatus {

  @JsonPropertyDescription("How many live nodes route the latest revision.")
  @Min(0)
  private Integer programmed;

  @JsonPropertyDescription("How many nodes are live: their agent has given a sign of life lately.")
  @Min(0)
  private Integer live;

  @JsonPropertyDescription("Up to ten of the live nodes that do not route the latest revision yet.")
  @Size(max = 10)
  private List<@Size(max = 253) String> laggards = new ArrayList<>();

  public Integer getProgrammed() {
    return programmed;
  }

  public void setProgrammed(Integer programmed) {
    this.programmed = programmed;
  }

  public Integer getLive() {
    return live;
  }

  public void setLive(Integer live) {
    this.live = live;
  }

  public List<String> getLaggards() {
    return laggards;
  }

  public void setLaggards(List<String> laggards) {
    this.laggards = laggards;
  }
}
