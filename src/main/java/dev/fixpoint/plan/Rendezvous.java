// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import dev.fixpoint.vip.Digest;
import dev.fixpoint.vip.Ip;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Which node announces an address: the one whose hash with it is highest. A node that comes or
/// goes moves only the addresses that it takes or had, and the others stay where they are
/// (rendezvous hashing, Thaler and Ravishankar 1998). Pure.
public final class Rendezvous {
  private Rendezvous() {}

  /// @param nodes by name
  public static Optional<String> choose(Ip address, Collection<String> nodes) {
    return nodes.stream()
        .max(
            Comparator.comparingLong((String node) -> Digest.number(address + "/" + node))
                .thenComparing(Comparator.naturalOrder()));
  }
}
