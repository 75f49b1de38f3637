// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import dev.fixpoint.ports.PortDecision;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Reason;
import java.util.Collection;
import java.util.Optional;

/// What the node ports mean for the condition `Allocated`.
public final class PortFindings {
  private PortFindings() {}

  /// Why a port was refused, if one was.
  public static Optional<Finding> refusal(Collection<PortDecision> decisions) {
    return decisions.stream().map(PortFindings::refusal).flatMap(Optional::stream).findFirst();
  }

  private static Optional<Finding> refusal(PortDecision decision) {
    return switch (decision) {
      case PortDecision.Kept(var port) -> Optional.empty();
      case PortDecision.Granted(var port) -> Optional.empty();
      case PortDecision.Taken(var port, var holder) ->
          refusal(
              Reason.NodePortInUse,
              "node port %s is %s: ask for another spec.ports.nodePort, or leave it out"
                  .formatted(port, holder));
      case PortDecision.OutOfRange(var port, var range) ->
          refusal(
              Reason.NodePortOutOfRange,
              "node port %s is not in %s (FIXPOINT_NODE_PORT_RANGE of the operator): ask for another"
                  .formatted(port, range));
      case PortDecision.Exhausted(var range) ->
          refusal(
              Reason.NodePortsExhausted,
              "all node ports of %s are in use: widen FIXPOINT_NODE_PORT_RANGE of the operator"
                  .formatted(range));
    };
  }

  private static Optional<Finding> refusal(Reason reason, String message) {
    return Optional.of(Finding.no(ServiceFindings.ALLOCATED, reason, message));
  }
}
