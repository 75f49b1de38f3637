// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/// An address for clients outside the cluster.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class ExternalAddress {

  @JsonPropertyDescription("The address.")
  @Required
  @Size(max = 45)
  private String address;

  @JsonPropertyDescription(
      "The node that answers for it on its network, by ARP or neighbour discovery. Empty where "
          + "no node is live, or where announcements are switched off.")
  @Size(max = 253)
  private String node;

  public String getAddress() {
    return address;
  }

  public void setAddress(String address) {
    this.address = address;
  }

  public String getNode() {
    return node;
  }

  public void setNode(String node) {
    this.node = node;
  }
}
