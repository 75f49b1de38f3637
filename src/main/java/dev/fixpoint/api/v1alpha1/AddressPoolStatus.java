// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;

/// How full a pool is. Written by the operator only.
@JsonClassDescription("How full a pool is. Written by the operator only.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class AddressPoolStatus {

  @JsonPropertyDescription("The metadata.generation that this status is about.")
  @Min(0)
  private Long observedGeneration;

  @JsonPropertyDescription(
      "How many addresses the pool can hand out in all, the reserved ones not counted; "
          + "9223372036854775807 where there are more.")
  @Min(0)
  private Long capacity;

  @JsonPropertyDescription("How many addresses are handed out.")
  @Min(0)
  private Long used;

  @JsonPropertyDescription(
      "How many of the used ones are kept for VirtualServices that are gone (spec.holdFor).")
  @Min(0)
  private Long held;

  @JsonPropertyDescription("The addresses that are kept, at most 32 of them.")
  @Size(max = 32)
  private List<HeldAddress> heldAddresses = new ArrayList<>();

  @JsonPropertyDescription("How many addresses are left; 9223372036854775807 where there are more.")
  @Min(0)
  private Long free;

  @JsonPropertyDescription(
      "Ready; Conflict where the pool overlaps something and is therefore not used; OutOfRange "
          + "where VirtualServices hold addresses that are in its ranges no more.")
  @ListMap("type")
  @Size(max = 16)
  private List<Condition> conditions = new ArrayList<>();

  @JsonPropertyDescription(
      "Where the nodes drop packets to addresses that no VirtualService has: of a dedicated pool "
          + "the ranges without what is not its own.")
  @Size(max = 1000)
  private List<@Size(max = 79) String> guarded = new ArrayList<>();

  public List<String> getGuarded() {
    return guarded;
  }

  public void setGuarded(List<String> guarded) {
    this.guarded = guarded;
  }

  public Long getObservedGeneration() {
    return observedGeneration;
  }

  public void setObservedGeneration(Long observedGeneration) {
    this.observedGeneration = observedGeneration;
  }

  public Long getCapacity() {
    return capacity;
  }

  public void setCapacity(Long capacity) {
    this.capacity = capacity;
  }

  public Long getUsed() {
    return used;
  }

  public void setUsed(Long used) {
    this.used = used;
  }

  public Long getHeld() {
    return held;
  }

  public void setHeld(Long held) {
    this.held = held;
  }

  public List<HeldAddress> getHeldAddresses() {
    return heldAddresses;
  }

  public void setHeldAddresses(List<HeldAddress> heldAddresses) {
    this.heldAddresses = heldAddresses;
  }

  public Long getFree() {
    return free;
  }

  public void setFree(Long free) {
    this.free = free;
  }

  public List<Condition> getConditions() {
    return conditions;
  }

  public void setConditions(List<Condition> conditions) {
    this.conditions = conditions;
  }
}
