// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ports;

import dev.fixpoint.vip.Protocol;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A port that every node serves: the name of a claim.
public record NodePort(Protocol protocol, int port) implements Comparable<NodePort> {
  private static final Pattern NAME = Pattern.compile("(tcp|udp|sctp)-([1-9][0-9]{0,4})");

  private static final Comparator<NodePort> ORDER =
      Comparator.comparing(NodePort::protocol).thenComparingInt(NodePort::port);

  /// Undoes [#toString].
  public static Optional<NodePort> parse(String name) {
    var match = NAME.matcher(name);
    if (!match.matches() || Integer.parseInt(match.group(2)) > 65535) {
      return Optional.empty();
    }
    var protocol = Protocol.valueOf(match.group(1).toUpperCase(Locale.ROOT));
    return Optional.of(new NodePort(protocol, Integer.parseInt(match.group(2))));
  }

  @Override
  public int compareTo(NodePort other) {
    return ORDER.compare(this, other);
  }

  /// `tcp-28017`, which is also the name of the object that claims it.
  @Override
  public String toString() {
    return protocol.name().toLowerCase(Locale.ROOT) + "-" + port;
  }
}
