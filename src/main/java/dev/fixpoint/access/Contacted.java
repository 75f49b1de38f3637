// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.access;

import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.time.Instant;
import java.util.Comparator;

/// A client that connected to a service whose rule has an audit, as one node remembers it.
///
/// @param port such as `80/TCP`
/// @param connections new ones, since the node remembers the client
/// @param last when the last one came, by the clock of the node
public record Contacted(
    Key service, String port, Ip client, boolean admitted, long connections, Instant last) {

  /// Those who were refused first, then the latest.
  public static final Comparator<Contacted> BY_INTEREST =
      Comparator.comparing(Contacted::admitted)
          .thenComparing(Contacted::last, Comparator.reverseOrder())
          .thenComparing(Contacted::service)
          .thenComparing(Contacted::client)
          .thenComparing(Contacted::port);

  /// Whether both are about the same client, port and answer.
  public boolean isSame(Contacted other) {
    return service.equals(other.service)
        && port.equals(other.port)
        && client.equals(other.client)
        && admitted == other.admitted;
  }
}
