// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.endpoints;

import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.VipService.TargetPort;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// What matters of a pod for the services that select it.
///
/// @param addresses as its status says them, not yet judged
/// @param node where it runs; empty before it is scheduled
/// @param ready the Ready condition: true; of a pod that asks for our gate: all but that
/// @param terminating whether it has been asked to end
/// @param finished Succeeded or Failed: its address may belong to another pod already
/// @param namedPorts of its containers
/// @param gate whether it asks to become Ready no sooner than every live node routes to it
public record Pod(
    String name,
    String uid,
    Map<String, String> labels,
    List<String> addresses,
    String node,
    boolean ready,
    boolean terminating,
    boolean finished,
    List<NamedPort> namedPorts,
    Gate gate) {

  /// The pod's readiness gate `fixpoint.dev/programmed` (KEP-580).
  public enum Gate {
    /// It has none.
    NONE,
    /// Its condition is not true: Kubernetes does not call the pod Ready.
    CLOSED,
    /// Its condition is true.
    OPEN
  }

  /// A container's port that has a name.
  public record NamedPort(String name, Protocol protocol, int port) {}

  /// The pod's port behind a target port, or empty where no container has one of that name and
  /// protocol.
  OptionalInt resolve(TargetPort target, Protocol protocol) {
    return switch (target) {
      case TargetPort.Number(int port) -> OptionalInt.of(port);
      case TargetPort.Named(String name) ->
          namedPorts.stream()
              .filter(port -> port.name().equals(name) && port.protocol() == protocol)
              .mapToInt(NamedPort::port)
              .findFirst();
    };
  }
}
