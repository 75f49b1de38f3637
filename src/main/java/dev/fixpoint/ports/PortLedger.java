// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ports;

import dev.fixpoint.vip.Protocol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Which node ports are held, as far as this process has seen; the truth is in the API server.
///
/// Safe for use by several threads.
public final class PortLedger {
  private final NavigableMap<NodePort, PortClaim> claims = new TreeMap<>();
  private final Map<String, NavigableMap<NodePort, PortClaim>> byOwner = new HashMap<>();

  /// Notes a claim, in place of an earlier one of the same port.
  public synchronized void put(PortClaim claim) {
    remove(claim.port());
    claims.put(claim.port(), claim);
    byOwner.computeIfAbsent(claim.ownerUid(), uid -> new TreeMap<>()).put(claim.port(), claim);
  }

  public synchronized void remove(NodePort port) {
    var claim = claims.remove(port);
    if (claim != null) {
      var held = byOwner.get(claim.ownerUid());
      held.remove(port);
      if (held.isEmpty()) {
        byOwner.remove(claim.ownerUid());
      }
    }
  }

  public synchronized Optional<PortClaim> holder(NodePort port) {
    return Optional.ofNullable(claims.get(port));
  }

  /// The claims for one VirtualService, in the order of their ports.
  public synchronized List<PortClaim> heldBy(String ownerUid) {
    return List.copyOf(byOwner.getOrDefault(ownerUid, new TreeMap<>()).values());
  }

  public synchronized List<PortClaim> all() {
    return List.copyOf(claims.values());
  }

  /// A port that nobody holds: the first one from `start` on, and round the end of the range.
  synchronized OptionalInt free(Protocol protocol, PortRange range, int start) {
    return IntStream.range(0, range.size())
        .map(i -> range.first() + (start - range.first() + i) % range.size())
        .filter(port -> !claims.containsKey(new NodePort(protocol, port)))
        .findFirst();
  }
}
