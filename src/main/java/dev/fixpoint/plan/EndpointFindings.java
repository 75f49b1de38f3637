// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.endpoints.EndpointSet.Excluded;
import dev.fixpoint.endpoints.EndpointSet.Part;
import dev.fixpoint.endpoints.EndpointSet.Stray;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Reason;
import dev.fixpoint.vip.VipService;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The condition that tells of a VirtualService's pods.
public final class EndpointFindings {
  private static final int SHOWN_PODS = 3;

  private EndpointFindings() {}

  /// @param sets one for each family, the primary first, by which the pods are counted
  public static Finding of(VipService service, List<EndpointSet> sets) {
    var endpoints = sets.getFirst();
    if (endpoints.total() == 0) {
      return no(Reason.NoMatchingPods, nothingMatches(service, endpoints));
    }
    if (service.backends().stream().allMatch(backend -> backend.weight() == 0)) {
      return no(Reason.NoWeight, "all backends have weight 0: give one more to send it traffic");
    }
    var lacking = lackingPort(service, endpoints);
    if (lacking.isPresent()) {
      return no(Reason.NoReadyPods, lacking.get());
    }
    boolean answers = endpoints.usable().stream().anyMatch(endpoint -> endpoint.ready());
    var count =
        "%d of %d pods are ready".formatted(endpoints.readyCount(), endpoints.total())
            + (endpoints.readyCount() > 0 && !answers
                ? ", none of them of a backend with weight"
                : "");
    var notes =
        Stream.of(unready(sets), idle(endpoints), strays(endpoints))
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; "));
    var text = notes.isEmpty() ? count : count + ": " + notes;
    return answers
        ? Finding.yes(ServiceFindings.ENDPOINTS_READY, Reason.EndpointsReady, text)
        : no(Reason.NoReadyPods, text);
  }

  private static Finding no(Reason reason, String message) {
    return Finding.no(ServiceFindings.ENDPOINTS_READY, reason, message);
  }

  private static String nothingMatches(VipService service, EndpointSet endpoints) {
    var selector = "the selector %s".formatted(service.selector());
    var namespace = service.key().namespace();
    return endpoints.strays().isEmpty()
        ? "%s matches no pod in namespace %s".formatted(selector, namespace)
        : "%s matches pods in namespace %s, but no backend's selector does: %s"
            .formatted(selector, namespace, shown(endpoints.strays().stream().map(Stray::pod)));
  }

  private static Optional<String> lackingPort(VipService service, EndpointSet endpoints) {
    var usable = endpoints.usable();
    for (int i = 0; i < service.ports().size(); i++) {
      int index = i;
      if (!usable.isEmpty() && usable.stream().allMatch(e -> e.targetPorts().get(index) == 0)) {
        var port = service.ports().get(i);
        var target = (VipService.TargetPort.Named) port.target();
        return Optional.of(
            "no ready pod has a %s container port named %s, which port %d asks for"
                .formatted(port.protocol(), target.name(), port.port()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> unready(List<EndpointSet> sets) {
    var all = new LinkedHashSet<String>();
    for (var set : sets) {
      set.excluded().stream().map(EndpointFindings::text).forEach(all::add);
    }
    sets.getFirst().endpoints().stream()
        .filter(e -> !e.ready())
        .map(e -> e.pod() + (e.terminating() ? " is terminating" : " is not ready"))
        .forEach(all::add);
    return all.isEmpty() ? Optional.empty() : Optional.of(shown(all.stream()));
  }

  private static String text(Excluded excluded) {
    return excluded.pod() + " " + excluded.reason();
  }

  /// Backends whose share the others take.
  private static Optional<String> idle(EndpointSet endpoints) {
    var idle =
        endpoints.parts().stream()
            .filter(part -> part.backend().weight() > 0 && endpoints.usable(part).isEmpty())
            .map(Part::backend)
            .map(VipService.Backend::name)
            .toList();
    return idle.isEmpty() || endpoints.usable().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "no pod of backend %s is ready, the others take its share"
                .formatted(String.join(", ", idle)));
  }

  private static Optional<String> strays(EndpointSet endpoints) {
    var texts = new ArrayList<String>();
    for (var stray : endpoints.strays()) {
      texts.add(
          stray.backends().isEmpty()
              ? stray.pod() + " belongs to no backend"
              : "%s matches the backends %s and counts for the first"
                  .formatted(stray.pod(), String.join(", ", stray.backends())));
    }
    return texts.isEmpty() ? Optional.empty() : Optional.of(shown(texts.stream()));
  }

  private static String shown(Stream<String> texts) {
    var all = texts.toList();
    var more = all.size() > SHOWN_PODS ? " and " + (all.size() - SHOWN_PODS) + " more" : "";
    return all.stream().limit(SHOWN_PODS).collect(Collectors.joining(", ")) + more;
  }
}
