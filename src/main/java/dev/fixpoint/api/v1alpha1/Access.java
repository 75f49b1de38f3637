// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/// Who may connect to the addresses of a VirtualService.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class Access {

  @JsonPropertyDescription(
      "Those who may connect. A client is admitted when one of the peers matches, as in "
          + "NetworkPolicy.")
  @Required
  @Size(min = 1, max = 64)
  private List<Peer> from = new ArrayList<>();

  @JsonPropertyDescription(
      "What other clients see: Reject, an immediate refusal, or Drop, a time-out. Default: "
          + "Reject.")
  @Default("Reject")
  private DenyAction onDeny;

  @JsonPropertyDescription(
      "Counts denied clients and remembers their addresses for a while. Default: false.")
  private Boolean audit;

  @JsonPropertyDescription(
      "Also writes a NetworkPolicy, so that connecting to the pods directly fails for the "
          + "same clients. It takes effect where the CNI plugin enforces NetworkPolicies. Default: "
          + "false.")
  private Boolean protectPods;

  public List<Peer> getFrom() {
    return from;
  }

  public void setFrom(List<Peer> from) {
    this.from = from;
  }

  public DenyAction getOnDeny() {
    return onDeny;
  }

  public void setOnDeny(DenyAction onDeny) {
    this.onDeny = onDeny;
  }

  public Boolean getAudit() {
    return audit;
  }

  public void setAudit(Boolean audit) {
    this.audit = audit;
  }

  public Boolean getProtectPods() {
    return protectPods;
  }

  public void setProtectPods(Boolean protectPods) {
    this.protectPods = protectPods;
  }
}
