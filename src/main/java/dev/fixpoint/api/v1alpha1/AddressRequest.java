// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/// Which addresses a VirtualService wants.
@ValidationRule(
    value = "!has(self.ipv4) || !has(self.families) || self.families.exists(f, f == 'IPv4')",
    message = "asks for an IPv4 address, but families does not list IPv4",
    fieldPath = ".ipv4")
@ValidationRule(
    value = "!has(self.ipv6) || !has(self.families) || self.families.exists(f, f == 'IPv6')",
    message = "asks for an IPv6 address, but families does not list IPv6",
    fieldPath = ".ipv6")
@ValidationRule(
    value =
        "!has(self.policy) || self.policy != 'SingleStack' || !has(self.families) || "
            + "self.families.size() < 2",
    message =
        "SingleStack allows one family only: list one, or use PreferDualStack or "
            + "RequireDualStack",
    fieldPath = ".policy")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class AddressRequest {

  @JsonPropertyDescription(
      "The AddressPool to take the addresses from. Default: the pools in order of their "
          + "priority, or the ServiceCIDRs of the cluster where there is no pool.")
  private @Format.ObjectName String pool;

  @JsonPropertyDescription(
      "A certain IPv4 address, such as 10.96.130.7. If it cannot be had, the condition "
          + "Allocated says why. Default: any free one.")
  private @Format.IpV4 String ipv4;

  @JsonPropertyDescription(
      "A certain IPv6 address, such as fd00:10:96::7. If it cannot be had, the condition "
          + "Allocated says why. Default: any free one.")
  private @Format.IpV6 String ipv6;

  @JsonPropertyDescription(
      "The families of the addresses, IPv4 or IPv6, the primary one first, as in "
          + "Service.spec.ipFamilies (KEP-563). The primary family cannot be changed once set. "
          + "Default: what the pool has, IPv4 first.")
  @Size(min = 1, max = 2)
  @ValidationRule(
      value = "self.size() < 2 || self[0] != self[1]",
      message = "lists one family twice")
  private List<IpFamily> families = new ArrayList<>();

  @JsonPropertyDescription(
      "One address or two, as in Service.spec.ipFamilyPolicy (KEP-563): SingleStack, "
          + "PreferDualStack or RequireDualStack. Default: SingleStack, or RequireDualStack where "
          + "two families are listed.")
  private IpFamilyPolicy policy;

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

  public List<IpFamily> getFamilies() {
    return families;
  }

  public void setFamilies(List<IpFamily> families) {
    this.families = families;
  }

  public IpFamilyPolicy getPolicy() {
    return policy;
  }

  public void setPolicy(IpFamilyPolicy policy) {
    this.policy = policy;
  }
}
