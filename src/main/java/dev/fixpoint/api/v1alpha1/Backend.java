// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/// A share of the traffic, and the pods that get it.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class Backend {

  @JsonPropertyDescription("The name of the backend, a DNS label; different for each backend.")
  @Required
  private @Format.DnsLabel String name;

  @JsonPropertyDescription(
      "The share of new connections: weight / sum of all weights, 0 to 1000000, as in the "
          + "Gateway API. 0 sends no new connections. Default: 1.")
  @Default("1")
  @Min(0)
  @Max(1000000)
  private Integer weight;

  @JsonPropertyDescription(
      "Narrows spec.selector: a pod belongs to this backend when both match. Default: all "
          + "that spec.selector selects.")
  private Selector selector;

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

  public Selector getSelector() {
    return selector;
  }

  public void setSelector(Selector selector) {
    this.selector = selector;
  }
}
