// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.util.Comparator;
import java.util.Optional;

/// Where IPVS sends connections: a real server, in its words.
record Server(Ip address, int port) implements Comparable<Server> {

  private static final Comparator<Server> ORDER =
      Comparator.comparing(Server::address).thenComparingInt(Server::port);

  static Server of(Target target) {
    return new Server(target.address(), target.port());
  }

  static String text(Ip address, int port) {
    return address.family() == Family.IPV6 ? "[" + address + "]:" + port : address + ":" + port;
  }

  /// What [#toString] gives for this.
  static Optional<Server> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    return Ip.parse(text.substring(0, colon).replaceAll("[\\[\\]]", ""))
        .map(ip -> new Server(ip, Integer.parseInt(text.substring(colon + 1))));
  }

  @Override
  public int compareTo(Server other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return text(address, port);
  }
}
