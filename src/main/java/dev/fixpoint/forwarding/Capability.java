// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

/// What a backend may be able to do on a node, by the words that a NodeRouting tells it in. What
/// all backends do on every kernel they start on has no word.
public enum Capability {
  IPv4,
  IPv6,
  TCP,
  UDP,
  SCTP,
  Random,
  RoundRobin,
  SourceHash,
  /// `SourceHash` by the whole of an IPv6 address.
  SourceHashIPv6,
  LeastConnections,
  /// A client keeps its endpoint for a time.
  Affinity,
  /// Clients that rules of access decide about are remembered.
  Audit,
  /// Clients outside are answered through the node that they came to, wherever the endpoint is.
  External,
  /// Clients outside may get other endpoints than those inside, at one address.
  Sides,
  /// Connections are counted by where they went. No VirtualService asks for it.
  Counters
}
