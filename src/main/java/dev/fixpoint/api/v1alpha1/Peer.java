// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;

/// Clients that may connect: pods by labels, or addresses.
@ValidationRule(
    value = "has(self.namespaceSelector) || has(self.podSelector) || has(self.ipBlock)",
    message = "needs a namespaceSelector, a podSelector or an ipBlock")
@ValidationRule(
    value = "!has(self.ipBlock) || !(has(self.namespaceSelector) || has(self.podSelector))",
    message = "ipBlock and selectors exclude each other: make two peers of it",
    fieldPath = ".ipBlock")
@JsonInclude(JsonInclude.Include.NON_NULL)
public class Peer {

  @JsonPropertyDescription(
      "Admits the pods of the namespaces with these labels: all of them, or those that "
          + "podSelector selects. An empty selector selects every namespace.")
  private Selector namespaceSelector;

  @JsonPropertyDescription(
      "Admits the pods with these labels, in the namespaces that namespaceSelector selects, "
          + "or without one in the namespace of the VirtualService. An empty selector selects "
          + "every pod.")
  private Selector podSelector;

  @JsonPropertyDescription("Admits clients by address. Not together with a selector.")
  private IpBlock ipBlock;

  public Selector getNamespaceSelector() {
    return namespaceSelector;
  }

  public void setNamespaceSelector(Selector namespaceSelector) {
    this.namespaceSelector = namespaceSelector;
  }

  public Selector getPodSelector() {
    return podSelector;
  }

  public void setPodSelector(Selector podSelector) {
    this.podSelector = podSelector;
  }

  public IpBlock getIpBlock() {
    return ipBlock;
  }

  public void setIpBlock(IpBlock ipBlock) {
    this.ipBlock = ipBlock;
  }
}
