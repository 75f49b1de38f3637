// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/// Which endpoints are used from where.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class Traffic {

  @JsonPropertyDescription(
      "Which endpoints connections from pods and nodes may use: Cluster, all of them, or "
          + "Local, those on the node of the client only, as in Service.spec.internalTrafficPolicy "
          + "(KEP-2086). Default: Cluster.")
  @Default("Cluster")
  private TrafficPolicy internal;

  @JsonPropertyDescription(
      "Which endpoints connections from outside the cluster may use: Cluster, all of them, "
          + "or Local, those on the node where the connection arrives only, which keeps the client "
          + "address, as in Service.spec.externalTrafficPolicy. Default: Cluster.")
  @Default("Cluster")
  private TrafficPolicy external;

  @JsonPropertyDescription(
      "Which endpoints are used first, as long as they have any that is ready: SameZone or "
          + "SameNode, as in Service.spec.trafficDistribution (KEP-4444, KEP-3015). Default: no "
          + "preference.")
  private TrafficPreference prefer;

  public TrafficPolicy getInternal() {
    return internal;
  }

  public void setInternal(TrafficPolicy internal) {
    this.internal = internal;
  }

  public TrafficPolicy getExternal() {
    return external;
  }

  public void setExternal(TrafficPolicy external) {
    this.external = external;
  }

  public TrafficPreference getPrefer() {
    return prefer;
  }

  public void setPrefer(TrafficPreference prefer) {
    this.prefer = prefer;
  }
}
