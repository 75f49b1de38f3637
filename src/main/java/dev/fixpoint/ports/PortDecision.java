// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ports;

/// What the allocator answers to a [PortRequest].
public sealed interface PortDecision {

  /// It holds this port already and keeps it.
  record Kept(NodePort port) implements PortDecision {}

  /// Nobody is known to hold this port: claim it. The store may still refuse.
  record Granted(NodePort port) implements PortDecision {}

  /// The port that it asks for is held.
  ///
  /// @param holder who holds it; `in use` where that is in another namespace, which is not
  ///     disclosed
  record Taken(NodePort port, String holder) implements PortDecision {}

  /// The port that it asks for is not handed out.
  record OutOfRange(NodePort port, PortRange range) implements PortDecision {}

  /// Every port of the range is held.
  record Exhausted(PortRange range) implements PortDecision {}
}
