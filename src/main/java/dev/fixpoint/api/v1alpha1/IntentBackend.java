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

/// A backend of the VirtualService with its endpoints.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class IntentBackend {

  @JsonPropertyDescription("The name of the backend, as in the VirtualService.")
  @Required
  @Size(max = 63)
  private String name;

  @JsonPropertyDescription("The share of new connections: weight / sum of all weights.")
  @Required
  @Min(0)
  @Max(1000000)
  private Integer weight;

  @JsonPropertyDescription("The endpoints, grouped by their target ports.")
  @Size(max = 1000)
  private List<EndpointGroup> groups = new ArrayList<>();

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public Integer getWeight() {
    return weight;
  }

  public void setWeight(Integer weight) {
    this.weight = weight;
  }

  public List<EndpointGroup> getGroups() {
    return groups;
  }

  public void setGroups(List<EndpointGroup> groups) {
    this.groups = groups;
  }
}
