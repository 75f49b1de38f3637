// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/// Which clients every node shall admit.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class IntentAccess {

  @JsonPropertyDescription("The sets of AddressSets whose clients are admitted.")
  @Size(max = 64)
  private List<@Format.ObjectName String> sets = new ArrayList<>();

  @JsonPropertyDescription(
      "Further addresses that are admitted, as ranges such as 10.20.0.0-10.20.255.255. None "
          + "overlaps another.")
  @Size(max = 4160)
  private List<@Size(max = 91) String> ranges = new ArrayList<>();

  @JsonPropertyDescription("What other clients see: Reject or Drop.")
  @Required
  private DenyAction onDeny;

  @JsonPropertyDescription("Whether clients are counted and remembered.")
  private Boolean audit;

  public List<String> getSets() {
    return sets;
  }

  public void setSets(List<String> sets) {
    this.sets = sets;
  }

  public List<String> getRanges() {
    return ranges;
  }

  public void setRanges(List<String> ranges) {
    this.ranges = ranges;
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
}
