// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/// Which addresses a pool has.
@JsonClassDescription("Which addresses a pool has.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class AddressPoolSpec {

  @JsonPropertyDescription(
      "The addresses that the pool hands out: CIDRs such as 10.96.128.0/20, or ranges such "
          + "as 10.0.0.10-10.0.0.99. Default: the ServiceCIDRs of the cluster (KEP-1880).")
  @Size(max = 64)
  private List<@Format.AddressRange String> ranges = new ArrayList<>();

  @JsonPropertyDescription(
      "Addresses of the ranges that the pool does not hand out: CIDRs, ranges or single "
          + "addresses.")
  @Size(max = 256)
  private List<@Format.AddressRangeOrAddress String> reserved = new ArrayList<>();

  @JsonPropertyDescription(
      "Among several pools, the one with the highest priority is tried first; those with the "
          + "same in the order of their names. 0 to 1000000. Default: 0.")
  @Default("0")
  @Min(0)
  @Max(1000000)
  private Integer priority;

  @JsonPropertyDescription(
      "What the addresses are for: ClusterIP, inside the cluster, or LoadBalancer, the external "
          + "address of VirtualServices of type LoadBalancer. Default: ClusterIP.")
  @Default("ClusterIP")
  private PoolUse use;

  @JsonPropertyDescription(
      "Whom the pool serves: Automatic, whoever needs an address, or Manual, only VirtualServices "
          + "that name this pool or ask for one of its addresses. Default: Automatic.")
  @Default("Automatic")
  private PoolAllocation allocation;

  @JsonPropertyDescription(
      "Selects, by their labels, the namespaces whose VirtualServices get addresses of the pool. "
          + "Default: all. Addresses that are held stay held.")
  private Selector namespaceSelector;

  @JsonPropertyDescription(
      "How long an address is kept for a VirtualService that is deleted, so that a new one of the "
          + "same name and namespace gets the same address: a duration such as 10m, 24h or 1h30m. "
          + "Default: not at all.")
  private @Format.Duration String holdFor;

  @JsonPropertyDescription(
      "Whether only VirtualServices have addresses of the ranges: then every node drops packets to "
          + "those that none has, instead of sending them out by its default route. Has no effect "
          + "on ServiceCIDRs, on reserved addresses, and on those that something else holds by an "
          + "IPAddress. Default: false.")
  @Default("false")
  private Boolean dedicated;

  public Boolean getDedicated() {
    return dedicated;
  }

  public void setDedicated(Boolean dedicated) {
    this.dedicated = dedicated;
  }

  public List<String> getRanges() {
    return ranges;
  }

  public void setRanges(List<String> ranges) {
    this.ranges = ranges;
  }

  public List<String> getReserved() {
    return reserved;
  }

  public void setReserved(List<String> reserved) {
    this.reserved = reserved;
  }

  public Integer getPriority() {
    return priority;
  }

  public void setPriority(Integer priority) {
    this.priority = priority;
  }

  public PoolUse getUse() {
    return use;
  }

  public void setUse(PoolUse use) {
    this.use = use;
  }

  public Selector getNamespaceSelector() {
    return namespaceSelector;
  }

  public void setNamespaceSelector(Selector namespaceSelector) {
    this.namespaceSelector = namespaceSelector;
  }

  public String getHoldFor() {
    return holdFor;
  }

  public void setHoldFor(String holdFor) {
    this.holdFor = holdFor;
  }

  public PoolAllocation getAllocation() {
    return allocation;
  }

  public void setAllocation(PoolAllocation allocation) {
    this.allocation = allocation;
  }
}
