// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/// The address for clients outside the cluster.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class LoadBalancer {

  @JsonPropertyDescription(
      "The AddressPool to take the external address from. Default: the pools in order of "
          + "their priority.")
  private @Format.ObjectName String pool;

  @JsonPropertyDescription(
      "A certain external IPv4 address, such as 203.0.113.7. Default: any free one.")
  private @Format.IpV4 String ipv4;

  @JsonPropertyDescription(
      "A certain external IPv6 address, such as 2001:db8::7. Default: any free one.")
  private @Format.IpV6 String ipv6;

  @JsonPropertyDescription(
      "The client addresses that may connect from outside, as CIDRs such as 198.51.100.0/24, "
          + "as in Service.spec.loadBalancerSourceRanges. Default: all.")
  @Size(max = 64)
  private List<@Format.Cidr String> sourceRanges = new ArrayList<>();

  public String getPool() {
    return pool;
  }

  public void setPool(String pool) {
    this.pool = pool;
  }

  public String getIpv4() {
    return ipv4;
  }

  public void setIpv4(String ipv4) {
    this.ipv4 = ipv4;
  }

  public String getIpv6() {
    return ipv6;
  }

  public void setIpv6(String ipv6) {
    this.ipv6 = ipv6;
  }

  public List<String> getSourceRanges() {
    return sourceRanges;
  }

  public void setSourceRanges(List<String> sourceRanges) {
    this.sourceRanges = sourceRanges;
  }
}
