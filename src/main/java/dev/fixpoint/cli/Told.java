// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.api.v1alpha1.VirtualServiceStatus;
import dev.fixpoint.plan.ServiceFindings;
import dev.fixpoint.status.Reason;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.wire.ServiceWire;
import dev.fixpoint.wire.StatusWire;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the operator has said of a VirtualService in its status.
final class Told {
  private Told() {}

  /// @param reason of the condition Ready; a newer operator may know more than this program
  record NotReady(String reason, String message) {}

  /// Why it is not ready; empty where the operator says that it is, of its latest spec.
  static Optional<NotReady> notReady(VirtualService service) {
    var ready = ready(service);
    if (ready.isEmpty()) {
      return unanswered("the operator has said nothing of it yet: see that it runs");
    }
    if (!isAnswered(service)) {
      return ServiceWire.isPaused(service)
          ? unanswered("its latest spec is not acted upon while it is paused")
          : unanswered("the operator has not answered its latest spec yet: see that it runs");
    }
    return ready
        .filter(condition -> !"True".equals(condition.getStatus()))
        .map(condition -> new NotReady(condition.getReason(), condition.getMessage()));
  }

  /// What a person should know of the status beside what was found.
  ///
  /// @param found the reason that was
  /// @param ready whether all that the conditions tell of was found well
  static List<String> notes(VirtualService service, String found, boolean ready) {
    var notes = new ArrayList<String>();
    if (ServiceWire.isPaused(service)) {
      notes.add("it is paused: the operator leaves everything as it is until the annotation goes");
    }
    var said = notReady(service);
    if (said.isEmpty() && !ready) {
      notes.add("its status still says that it is ready");
    }
    said.filter(why -> !why.reason().equals(found))
        .ifPresent(why -> notes.add("its status says: " + why.reason() + ": " + why.message()));
    return notes;
  }

  private static Optional<NotReady> unanswered(String why) {
    return Optional.of(new NotReady(Reason.NotCalculated.name(), why));
  }

  private static boolean isAnswered(VirtualService service) {
    var observed =
        Optional.ofNullable(service.getStatus()).map(VirtualServiceStatus::getObservedGeneration);
    return service.getMetadata().getGeneration().equals(observed.orElse(null));
  }

  private static Optional<Condition> ready(VirtualService service) {
    return condition(service, ServiceFindings.READY);
  }

  static Optional<Condition> condition(VirtualService service, String type) {
    return StatusWire.conditionsOf(service).stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst();
  }

  /// The addresses that the status shows.
  static List<Ip> addresses(VirtualService service) {
    return Optional.ofNullable(service.getStatus())
        .map(VirtualServiceStatus::getAddresses)
        .orElse(List.of())
        .stream()
        .map(Ip::parse)
        .flatMap(Optional::stream)
        .toList();
  }
}
