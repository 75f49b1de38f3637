// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/// What one node routes. Written by the agent of that node only.
@JsonClassDescription("What one node routes. Written by the agent of that node only.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class NodeRoutingStatus {

  @JsonPropertyDescription("Up to which write of each watched kind the kernel reflects the API.")
  private Watermarks watermarks;

  @JsonPropertyDescription("What the agent programs: nftables, iptables or ipvs.")
  @Size(max = 32)
  private String backend;

  @JsonPropertyDescription("What this backend can do on this kernel.")
  @Size(max = 64)
  private List<@Size(max = 63) String> capabilities = new ArrayList<>();

  @JsonPropertyDescription("How many VirtualServices the node routes.")
  @Min(0)
  private Integer virtualServices;

  @JsonPropertyDescription(
      "How many VirtualServices the node could not route; failures lists up to 100 of them.")
  @Min(0)
  private Integer failed;

  @JsonPropertyDescription("The VirtualServices that the node could not route, up to 100 of them.")
  @Size(max = 100)
  private List<RoutingFailure> failures = new ArrayList<>();

  @JsonPropertyDescription(
      "Clients that rules of access with an audit have lately decided about: up to 100, those who "
          + "were not admitted first, then the latest.")
  @Size(max = 100)
  private List<AccessContact> contacts = new ArrayList<>();

  @JsonPropertyDescription("Whether the kernel was found different from what was written.")
  private KernelStatus kernel;

  @JsonPropertyDescription("The process that writes this object.")
  private AgentStatus agent;

  @JsonPropertyDescription("When the agent last gave a sign of life.")
  private @Format.Timestamp String heartbeatTime;

  public Watermarks getWatermarks() {
    return watermarks;
  }

  public void setWatermarks(Watermarks watermarks) {
    this.watermarks = watermarks;
  }

  public String getBackend() {
    return backend;
  }

  public void setBackend(String backend) {
    this.backend = backend;
  }

  public List<String> getCapabilities() {
    return capabilities;
  }

  public void setCapabilities(List<String> capabilities) {
    this.capabilities = capabilities;
  }

  public Integer getVirtualServices() {
    return virtualServices;
  }

  public void setVirtualServices(Integer virtualServices) {
    this.virtualServices = virtualServices;
  }

  public Integer getFailed() {
    return failed;
  }

  public void setFailed(Integer failed) {
    this.failed = failed;
  }

  public List<RoutingFailure> getFailures() {
    return failures;
  }

  public void setFailures(List<RoutingFailure> failures) {
    this.failures = failures;
  }

  public List<AccessContact> getContacts() {
    return contacts;
  }

  public void setContacts(List<AccessContact> contacts) {
    this.contacts = contacts;
  }

  public KernelStatus getKernel() {
    return kernel;
  }

  public void setKernel(KernelStatus kernel) {
    this.kernel = kernel;
  }

  public AgentStatus getAgent() {
    return agent;
  }

  public void setAgent(AgentStatus agent) {
    this.agent = agent;
  }

  public String getHeartbeatTime() {
    return heartbeatTime;
  }

  public void setHeartbeatTime(String heartbeatTime) {
    this.heartbeatTime = heartbeatTime;
  }
}
