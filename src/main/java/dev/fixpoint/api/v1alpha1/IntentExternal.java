// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/// How clients outside the cluster reach the ports.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class IntentExternal {

  @JsonPropertyDescription("The addresses for clients outside, and who announces each.")
  @Size(max = 2)
  private List<ExternalAddress> addresses = new ArrayList<>();

  @JsonPropertyDescription(
      "The clients that may connect to these addresses, as ranges. Empty: all.")
  @Size(max = 64)
  private List<@Size(max = 91) String> sourceRanges = new ArrayList<>();

  @JsonPropertyDescription(
      "Where each node answers the health checks of load balancers: 200 while it has an endpoint "
          + "of its own that is ready, else 503.")
  @Min(1)
  @Max(65535)
  private Integer healthCheckNodePort;

  public List<ExternalAddress> getAddresses() {
    return addresses;
  }

  public void setAddresses(List<ExternalAddress> addresses) {
    this.addresses = addresses;
  }

  public List<String> getSourceRanges() {
    return sourceRanges;
  }

  public void setSourceRanges(List<String> sourceRanges) {
    this.sourceRanges = sourceRanges;
  }

  public Integer getHealthCheckNodePort() {
    return healthCheckNodePort;
  }

  public void setHealthCheckNodePort(Integer healthCheckNodePort) {
    this.healthCheckNodePort = healthCheckNodePort;
  }
}
