// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/// A range of client addresses, with the meaning of `networking.k8s.io/v1.IPBlock`.
@ValidationRule(
    value =
        "!has(self.except) || !isCIDR(self.cidr) || self.except.all(e, !isCIDR(e) || "
            + "cidr(self.cidr).containsCIDR(e))",
    message = "must lie inside cidr",
    fieldPath = ".except")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class IpBlock {

  @JsonPropertyDescription(
      "The addresses, as a CIDR such as 10.20.0.0/16 or fd00:20::/64 (RFC 4632, RFC 4291).")
  @Required
  private @Format.Cidr String cidr;

  @JsonPropertyDescription("Parts of cidr that are not admitted, as CIDRs inside it.")
  @Size(max = 64)
  private List<@Format.Cidr String> except = new ArrayList<>();

  public String getCidr() {
    return cidr;
  }

  public void setCidr(String cidr) {
    this.cidr = cidr;
  }

  public List<String> getExcept() {
    return except;
  }

  public void setExcept(List<String> except) {
    this.except = except;
  }
}
