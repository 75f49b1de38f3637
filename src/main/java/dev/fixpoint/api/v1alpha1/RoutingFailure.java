// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/// A VirtualService that a node could not route.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class RoutingFailure {

  @JsonPropertyDescription("The namespace of the VirtualService.")
  @Required
  @Size(max = 63)
  private String namespace;

  @JsonPropertyDescription("The name of the VirtualService.")
  @Size(max = 253)
  @Required
  private String name;

  @JsonPropertyDescription("Why, in one word in PascalCase.")
  @Required
  @Size(max = 64)
  private String reason;

  @JsonPropertyDescription("Why, for people: what failed, in the words of the kernel.")
  @Size(max = 1024)
  private String message;

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

  public String getReason() {
    return reason;
  }

  public void setReason(String reason) {
    this.reason = reason;
  }

  public String getMessage() {
    return message;
  }

  public void setMessage(String message) {
    this.message = message;
  }
}
