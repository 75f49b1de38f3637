// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.api.v1alpha1;

/// How a node chooses an endpoint for a new connection.
public enum Algorithm {
  /// Independently for each connection.
  Random,

  /// In turn.
  RoundRobin,

  /// By a hash of the client's address: the same client gets the same endpoint.
  SourceHash,

  /// The one with the fewest open connections.
  LeastConnections
}
