// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/// An address that is kept for a VirtualService that is gone.
@JsonClassDescription("An address that is kept for a VirtualService that is gone.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class HeldAddress {

  @JsonPropertyDescription("The address.")
  @Required
  @Size(max = 45)
  private String address;

  @JsonPropertyDescription("The VirtualService, as NAMESPACE/NAME.")
  @Required
  @Size(max = 317)
  private String virtualService;

  @JsonPropertyDescription("When it becomes free.")
  @Required
  private @Format.Timestamp String until;

  public String getAddress() {
    return address;
  }

  public void setAddress(String address) {
    this.address = address;
  }

  public String getVirtualService() {
    return virtualService;
  }

  public void setVirtualService(String virtualService) {
    this.virtualService = virtualService;
  }

  public String getUntil() {
    return until;
  }

  public void setUntil(String until) {
    this.until = until;
  }
}
