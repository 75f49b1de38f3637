// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/// How many pods one backend has.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class BackendStatus {

  @JsonPropertyDescription(
      "The name of the backend, as in spec.backends; default where spec.backends is empty.")
  @Required
  @Size(max = 63)
  private String name;

  @JsonPropertyDescription("How many of its pods are ready.")
  @Min(0)
  private Integer ready;

  @JsonPropertyDescription(
      "How many pods it has: those that spec.selector and its own selector match.")
  @Min(0)
  private Integer total;

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public Integer getReady() {
    return ready;
  }

  public void setReady(Integer ready) {
    this.ready = ready;
  }

  public Integer getTotal() {
    return total;
  }

  public void setTotal(Integer total) {
    this.total = total;
  }
}
