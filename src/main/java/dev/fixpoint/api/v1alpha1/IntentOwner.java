// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/// The VirtualService that an intent was compiled from.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class IntentOwner {

  @JsonPropertyDescription("The name of the VirtualService, in the same namespace.")
  @Size(max = 253)
  @Required
  private String name;

  @JsonPropertyDescription(
      "The UID of the VirtualService, which tells it from an earlier one of the same name.")
  @Required
  @Size(max = 64)
  private String uid;

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getUid() {
    return uid;
  }

  public void setUid(String uid) {
    this.uid = uid;
  }
}
