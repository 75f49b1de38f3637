// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/// What the user wants.
@ValidationRule(
    value = "self.type != 'ClusterIP' || self.ports.all(p, !has(p.nodePort))",
    message = "nodePort needs type NodePort or LoadBalancer",
    fieldPath = ".ports")
@ValidationRule(
    value = "self.type == 'LoadBalancer' || !has(self.loadBalancer)",
    message = "loadBalancer needs type LoadBalancer",
    fieldPath = ".loadBalancer")
@ValidationRule(
    value =
        "!has(oldSelf.addresses) || !has(oldSelf.addresses.families) || (has(self.addresses) "
            + "&& has(self.addresses.families) && self.addresses.families[0] == "
            + "oldSelf.addresses.families[0])",
    message =
        "the primary family (addresses.families[0]) cannot be changed or removed once set: "
            + "delete the VirtualService and create it anew",
    fieldPath = ".addresses.families")
@JsonClassDescription("What the user wants.")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class VirtualServiceSpec {

  @JsonPropertyDescription(
      "From where the VirtualService can be reached: ClusterIP, inside the cluster; "
          + "NodePort, also at a port of every node; LoadBalancer, also at an external address. "
          + "Default: ClusterIP.")
  @Default("ClusterIP")
  private ServiceType type;

  @JsonPropertyDescription(
      "Selects the pods, in the namespace of the VirtualService, that connections go to.")
  @Required
  private Selector selector;

  @JsonPropertyDescription(
      "The ports that clients connect to, at least one. Each pair of port and protocol "
          + "occurs once.")
  @Required
  @ListMap({"port", "protocol"})
  @Size(min = 1, max = 64)
  @ValidationRule(
      value = "self.size() < 2 || self.all(p, has(p.name))",
      message = "every port needs a name when there is more than one")
  @ValidationRule(
      value = "self.all(p, !has(p.name) || self.exists_one(q, has(q.name) && q.name == p.name))",
      message = "two ports have the same name: each needs its own")
  @ValidationRule(
      value =
          "self.all(p, !has(p.nodePort) || self.exists_one(q, has(q.nodePort) && q.nodePort "
              + "== p.nodePort && q.protocol == p.protocol))",
      message = "two ports have the same nodePort and protocol")
  private List<ServicePort> ports = new ArrayList<>();

  @JsonPropertyDescription(
      "Which addresses the VirtualService wants. Default: one, from the first pool that has "
          + "a free one.")
  private AddressRequest addresses;

  @JsonPropertyDescription(
      "Splits the traffic by weight, for a canary or a blue-green deployment. Default: one "
          + "backend with all the pods that selector selects.")
  @ListMap("name")
  @Size(max = 16)
  private List<Backend> backends = new ArrayList<>();

  @JsonPropertyDescription(
      "How connections are spread over the endpoints. Default: at random, without affinity.")
  private LoadBalancing loadBalancing;

  @JsonPropertyDescription(
      "Which endpoints are used from where. Default: all of them from everywhere.")
  private Traffic traffic;

  @JsonPropertyDescription("Who may connect to the addresses. Default: the whole cluster.")
  private Access access;

  @JsonPropertyDescription("The external address; only with type LoadBalancer.")
  private LoadBalancer loadBalancer;

  @JsonPropertyDescription(
      "Whether name.namespace.svc answers with the addresses, by a headless Service of the "
          + "same name that the operator keeps. Default: true.")
  @Default("true")
  private Boolean dns;

  @JsonPropertyDescription(
      "Whether connections also go to pods that are not ready, as in "
          + "Service.spec.publishNotReadyAddresses. Default: false.")
  @Default("false")
  private Boolean publishNotReadyAddresses;

  public ServiceType getType() {
    return type;
  }

  public void setType(ServiceType type) {
    this.type = type;
  }

  public Selector getSelector() {
    return selector;
  }

  public void setSelector(Selector selector) {
    this.selector = selector;
  }

  public List<ServicePort> getPorts() {
    return ports;
  }

  public void setPorts(List<ServicePort> ports) {
    this.ports = ports;
  }

  public AddressRequest getAddresses() {
    return addresses;
  }

  public void setAddresses(AddressRequest addresses) {
    this.addresses = addresses;
  }

  public List<Backend> getBackends() {
    return backends;
  }

  public void setBackends(List<Backend> backends) {
    this.backends = backends;
  }

  public LoadBalancing getLoadBalancing() {
    return loadBalancing;
  }

  public void setLoadBalancing(LoadBalancing loadBalancing) {
    this.loadBalancing = loadBalancing;
  }

  public Traffic getTraffic() {
    return traffic;
  }

  public void setTraffic(Traffic traffic) {
    this.traffic = traffic;
  }

  public Access getAccess() {
    return access;
  }

  public void setAccess(Access access) {
    this.access = access;
  }

  public LoadBalancer getLoadBalancer() {
    return loadBalancer;
  }

  public void setLoadBalancer(LoadBalancer loadBalancer) {
    this.loadBalancer = loadBalancer;
  }

  public Boolean getDns() {
    return dns;
  }

  public void setDns(Boolean dns) {
    this.dns = dns;
  }

  public Boolean getPublishNotReadyAddresses() {
    return publishNotReadyAddresses;
  }

  public void setPublishNotReadyAddresses(Boolean publishNotReadyAddresses) {
    this.publishNotReadyAddresses = publishNotReadyAddresses;
  }
}
