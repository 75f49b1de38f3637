// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.access;

import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.vip.Access.Peer;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.Selector;
import java.util.List;
import java.util.Optional;

/// A NetworkPolicy (`networking.k8s.io/v1`), as far as it decides about connections.
///
/// @param pods of its namespace, which it isolates
/// @param ingress what these take; empty where it says nothing of that
/// @param egress what these may open; empty where it says nothing of that
public record NetPolicy(
    Key key, Selector pods, Optional<List<Rule>> ingress, Optional<List<Rule>> egress) {

  /// What one rule lets through.
  ///
  /// @param peers at the other end; empty for everybody
  /// @param ports of the end that is connected to; empty for all
  public record Rule(List<Peer> peers, List<Ports> ports) {

    boolean covers(Protocol protocol, int port, Optional<Pod> target) {
      return ports.isEmpty() || ports.stream().anyMatch(p -> p.covers(protocol, port, target));
    }
  }

  /// @param name of a container port; empty where a range is given
  /// @param first of the range; 0 for any
  public record Ports(Protocol protocol, String name, int first, int last) {

    private boolean covers(Protocol wanted, int port, Optional<Pod> target) {
      if (protocol != wanted) {
        return false;
      }
      return name.isEmpty()
          ? first == 0 || (first <= port && port <= last)
          : target.stream()
              .flatMap(pod -> pod.namedPorts().stream())
              .anyMatch(p -> p.name().equals(name) && p.protocol() == protocol && p.port() == port);
    }
  }
}
