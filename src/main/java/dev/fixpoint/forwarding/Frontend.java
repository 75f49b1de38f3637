// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;

/// What a client connects to: one port of one address. The key of the forwarding table.
///
/// @param port 1 to 65535
/// @param side which clients it is for; of an address for both sides there are two frontends
public record Frontend(Ip address, Protocol protocol, int port, Side side)
    implements Comparable<Frontend> {

  /// Where clients are, as the node sees it.
  public enum Side {
    /// On this node: its pods and itself.
    INSIDE,
    /// Anywhere beyond the cluster.
    OUTSIDE
  }

  /// For clients inside.
  public Frontend(Ip address, Protocol protocol, int port) {
    this(address, protocol, port, Side.INSIDE);
  }

  /// The same for clients on that side.
  public Frontend on(Side side) {
    return new Frontend(address, protocol, port, side);
  }

  public boolean isOutside() {
    return side == Side.OUTSIDE;
  }

  @Override
  public int compareTo(Frontend other) {
    int byAddress = address.compareTo(other.address);
    if (byAddress != 0) {
      return byAddress;
    }
    if (protocol != other.protocol) {
      return protocol.compareTo(other.protocol);
    }
    return port != other.port ? port - other.port : side.compareTo(other.side);
  }

  /// `10.96.0.1:80/TCP`, or `[fd00::1]:80/TCP from outside`.
  @Override
  public String toString() {
    var text = Target.hostAndPort(address, port) + "/" + protocol;
    return isOutside() ? text + " from outside" : text;
  }
}
