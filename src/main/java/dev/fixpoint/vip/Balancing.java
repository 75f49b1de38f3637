// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

/// How a node chooses an endpoint for a new connection. Weights hold with each algorithm.
///
/// @param affinitySeconds for how long after its last new connection a client address keeps its
///     endpoint, as long as that is there; 0 for not at all
public record Balancing(Algorithm algorithm, int affinitySeconds) {

  /// Named as in the API.
  public enum Algorithm {
    Random,
    RoundRobin,
    SourceHash,
    LeastConnections
  }

  public static final Balancing RANDOM = new Balancing(Algorithm.Random, 0);
}
