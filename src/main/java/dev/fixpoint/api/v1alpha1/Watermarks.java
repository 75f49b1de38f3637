// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/// Up to which write the kernel of a node reflects the API.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class Watermarks {

  @JsonPropertyDescription(
      "The kernel reflects every RoutingIntent up to this resourceVersion, except the ones "
          + "listed in failures. ResourceVersions are numbers that can be compared (KEP-5504).")
  private @Format.ResourceVersion String routingIntents;

  @JsonPropertyDescription(
      "The kernel reflects every AddressSet up to this resourceVersion, as far as intents refer "
          + "to it.")
  private @Format.ResourceVersion String addressSets;

  public String getAddressSets() {
    return addressSets;
  }

  public void setAddressSets(String addressSets) {
    this.addressSets = addressSets;
  }

  public String getRoutingIntents() {
    return routingIntents;
  }

  public void setRoutingIntents(String routingIntents) {
    this.routingIntents = routingIntents;
  }
}
