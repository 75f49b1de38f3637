// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/// How connections are spread over the endpoints.
@JsonInclude(JsonInclude.Include.NON_NULL)
public class LoadBalancing {

  @JsonPropertyDescription(
      "How a node chooses an endpoint for a new connection: Random, RoundRobin, SourceHash "
          + "or LeastConnections. Weights of backends hold with each of them. Default: Random.")
  @Default("Random")
  private Algorithm algorithm;

  @JsonPropertyDescription(
      "Sends a client to the endpoint that it had before. Default: every connection is "
          + "balanced anew.")
  private Affinity affinity;

  public Algorithm getAlgorithm() {
    return algorithm;
  }

  public void setAlgorithm(Algorithm algorithm) {
    this.algorithm = algorithm;
  }

  public Affinity getAffinity() {
    return affinity;
  }

  public void setAffinity(Affinity affinity) {
    this.affinity = affinity;
  }
}
