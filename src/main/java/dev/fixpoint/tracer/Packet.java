// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.util.Optional;

/// The first packet of a new connection, as it comes to a node.
///
/// @param sourcePort no rule of ours asks for it; 0 where it does not matter
/// @param via the interface that it came by; empty where the node itself sends it
public record Packet(
    Ip source,
    Ip destination,
    Protocol protocol,
    int sourcePort,
    int destinationPort,
    Optional<String> via) {

  public Packet {
    if (source.family() != destination.family()) {
      throw new IllegalArgumentException("no packet: " + source + " to " + destination);
    }
  }

  /// One that the node itself sends.
  public static Packet local(Ip source, Ip destination, Protocol protocol, int port) {
    return new Packet(source, destination, protocol, 0, port, Optional.empty());
  }

  /// One that comes by an interface.
  public static Packet by(String via, Ip source, Ip destination, Protocol protocol, int port) {
    return new Packet(source, destination, protocol, 0, port, Optional.of(via));
  }
}
