// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.util.Comparator;

/// Where a connection goes: one port of one pod.
///
/// @param local whether the pod is on this node, so that it can be its own client (hairpin)
public record Target(Ip address, int port, boolean local) implements Comparable<Target> {

  private static final Comparator<Target> ORDER =
      Comparator.comparing(Target::address)
          .thenComparingInt(Target::port)
          .thenComparing(Target::local);

  @Override
  public int compareTo(Target other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return hostAndPort(address, port);
  }

  static String hostAndPort(Ip address, int port) {
    return address.family() == Family.IPV6 ? "[" + address + "]:" + port : address + ":" + port;
  }
}
