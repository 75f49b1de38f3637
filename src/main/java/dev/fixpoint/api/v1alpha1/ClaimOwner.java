// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/// The VirtualService that a cluster-scoped claim is for.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class ClaimOwner {

  @JsonPropertyDescription("The namespace of the VirtualService.")
  @Required
  @Size(max = 63)
  private String namespace;

  @JsonPropertyDescription("The name of the VirtualService.")
  @Required
  @Size(max = 253)
  private String name;

  @JsonPropertyDescription(
      "The UID of the VirtualService, which tells it from an earlier one of the same name.")
  @Required
  @Size(max = 64)
  private String uid;

  public String getNamespace() {
    return namespace;
  }

  public void setNamespace(String namespace) {
    this.namespace = namespace;
  }

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
