// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.util.Comparator;

/// What a client connects to: one port of one address. The key of the forwarding table.
///
/// @param port 1 to 65535
public record Frontend(Ip address, Protocol protocol, int port) implements Comparable<Frontend> {

  private static final Comparator<Frontend> ORDER =
      Comparator.comparing(Frontend::address)
          .thenComparing(Frontend::protocol)
          .thenComparingInt(Frontend::port);

  @Override
  public int compareTo(Frontend other) {
    return ORDER.compare(this, other);
  }

  /// `10.96.0.1:80/TCP`, or `[fd00::1]:80/TCP`.
  @Override
  public String toString() {
    return Target.hostAndPort(address, port) + "/" + protocol;
  }
}
