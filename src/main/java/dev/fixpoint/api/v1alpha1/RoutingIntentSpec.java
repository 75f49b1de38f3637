// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/// What every node shall forward for one VirtualService.
@JsonClassDescription("What every node shall forward for one VirtualService.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class RoutingIntentSpec {

  @JsonPropertyDescription("The VirtualService that this was compiled from. Cannot be changed.")
  @Required
  @ValidationRule(
      value = "self == oldSelf",
      message = "cannot be changed: an intent belongs to one VirtualService")
  private IntentOwner virtualService;

  @JsonPropertyDescription(
      "The metadata.generation of the VirtualService that this was compiled from.")
  @Required
  @Min(0)
  private Long generation;

  @JsonPropertyDescription(
      "A digest of all that the nodes act on, in hexadecimal: the same content has the same "
          + "revision.")
  @Required
  @Size(min = 1, max = 64)
  @Pattern("^[0-9a-f]+$")
  private String revision;

  @JsonPropertyDescription(
      "Which part of the endpoints this object holds, from 0, where there are too many for one: "
          + "the objects are named NAME, NAME.1, NAME.2 and so on. Default: 0.")
  @Min(0)
  @Max(999)
  private Integer shard;

  @JsonPropertyDescription(
      "A digest of the content of each shard at the time of this write: what the object that "
          + "was written last says is the revision, and nodes act on it when they have all of it. "
          + "Empty where one object holds everything.")
  @Size(max = 1000)
  private List<@Size(max = 64) String> shards = new ArrayList<>();

  @JsonPropertyDescription("The addresses to serve, the primary one first.")
  @Size(max = 2)
  private List<@Size(max = 45) String> addresses = new ArrayList<>();

  @JsonPropertyDescription("The ports to serve at each address.")
  @Required
  @Size(max = 64)
  private List<IntentPort> ports = new ArrayList<>();

  @JsonPropertyDescription("Where connections go. Without any endpoint they are refused.")
  @Size(max = 16)
  private List<IntentBackend> backends = new ArrayList<>();

  @JsonPropertyDescription(
      "Which endpoints are used from where, as in the VirtualService. Default: all of them from "
          + "everywhere.")
  private Traffic traffic;

  @JsonPropertyDescription("How clients outside the cluster reach the ports, beside node ports.")
  private IntentExternal external;

  @JsonPropertyDescription(
      "How a node chooses an endpoint for a new connection. Default: Random, without affinity.")
  private LoadBalancing loadBalancing;

  @JsonPropertyDescription("Which clients are admitted. Default: all.")
  private IntentAccess access;

  public LoadBalancing getLoadBalancing() {
    return loadBalancing;
  }

  public void setLoadBalancing(LoadBalancing loadBalancing) {
    this.loadBalancing = loadBalancing;
  }

  public IntentOwner getVirtualService() {
    return virtualService;
  }

  public void setVirtualService(IntentOwner virtualService) {
    this.virtualService = virtualService;
  }

  public Long getGeneration() {
    return generation;
  }

  public void setGeneration(Long generation) {
    this.generation = generation;
  }

  public String getRevision() {
    return revision;
  }

  public void setRevision(String revision) {
    this.revision = revision;
  }

  public Integer getShard() {
    return shard;
  }

  public void setShard(Integer shard) {
    this.shard = shard;
  }

  public List<String> getShards() {
    return shards;
  }

  public void setShards(List<String> shards) {
    this.shards = shards;
  }

  public List<String> getAddresses() {
    return addresses;
  }

  public void setAddresses(List<String> addresses) {
    this.addresses = addresses;
  }

  public List<IntentPort> getPorts() {
    return ports;
  }

  public void setPorts(List<IntentPort> ports) {
    this.ports = ports;
  }

  public Traffic getTraffic() {
    return traffic;
  }

  public void setTraffic(Traffic traffic) {
    this.traffic = traffic;
  }

  public IntentExternal getExternal() {
    return external;
  }

  public void setExternal(IntentExternal external) {
    this.external = external;
  }

  public List<IntentBackend> getBackends() {
    return backends;
  }

  public void setBackends(List<IntentBackend> backends) {
    this.backends = backends;
  }

  public IntentAccess getAccess() {
    return access;
  }

  public void setAccess(IntentAccess access) {
    this.access = access;
  }
}
