// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.cli.Cause.Effect;
import dev.fixpoint.endpoints.Endpoint;
import dev.fixpoint.endpoints.EndpointSet.Part;
import dev.fixpoint.endpoints.EndpointSet.Stray;
import dev.fixpoint.vip.VipService.TargetPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What is wrong with the pods although some of them are endpoints.
final class PodCauses {
  private static final int SHOWN = 3;

  private final Outcome outcome;
  private final List<Endpoint> usable;
  private final List<Cause> causes = new ArrayList<>();

  private PodCauses(Outcome outcome) {
    this.outcome = outcome;
    this.usable = outcome.primary().usable();
  }

  static List<Cause> of(Outcome outcome) {
    var pods = new PodCauses(outcome);
    if (!pods.usable.isEmpty()) {
      pods.deadNodes();
      pods.backends();
      pods.strays();
      pods.forbidden();
      pods.ports();
    }
    return pods.causes;
  }

  /// A node that is not Ready keeps its pods Ready for a while, in the eyes of Kubernetes.
  private void deadNodes() {
    var dead =
        outcome.in().nodes().stream()
            .filter(view -> view.node().filter(node -> !node.ready()).isPresent())
            .map(NodeView::name)
            .toList();
    var there = usable.stream().filter(endpoint -> dead.contains(endpoint.node())).toList();
    if (!there.isEmpty()) {
      var nodes = there.stream().map(Endpoint::node).distinct().toList();
      causes.add(
          new Cause(
              there.size() == usable.size() ? Effect.NOBODY : Effect.PARTLY,
              "NodeNotReady",
              "%s of %d endpoints (%s) on a Node that is not Ready, %s: connections to them may fail"
                      .formatted(
                          there.size(),
                          usable.size(),
                          listed(there.stream().map(Endpoint::pod).toList()),
                          listed(nodes))
                  + " until Kubernetes says that they are not ready"));
    }
  }

  private void backends() {
    for (var part : outcome.primary().parts()) {
      if (part.backend().weight() > 0
          && outcome.primary().usable(part).isEmpty()
          && strays(stray -> stray.backends().contains(part.backend().name())).isEmpty()) {
        backend(part);
      }
    }
  }

  private void backend(Part part) {
    var backend = part.backend();
    boolean none = part.total() == 0;
    causes.add(
        new Cause(
            Effect.PARTLY,
            none ? "BackendWithoutPods" : "BackendNotReady",
            none
                ? "backend %s has no pod, the others take its share: its selector is %s, and %s"
                    .formatted(
                        backend.name(),
                        backend.selector(),
                        PodHints.mismatch(outcome, backend.selector()))
                : "no pod of backend %s is ready, the others take its share"
                    .formatted(backend.name())));
  }

  private void strays() {
    var several = strays(stray -> !stray.backends().isEmpty());
    if (!several.isEmpty()) {
      causes.add(
          new Cause(
              Effect.PARTLY,
              "PodsOfSeveralBackends",
              "%s: each counts for the first alone: narrow their selectors"
                  .formatted(
                      listed(
                          several.stream()
                              .map(
                                  s ->
                                      "%s matches the backends %s"
                                          .formatted(s.pod(), String.join(", ", s.backends())))
                              .toList()))));
    }
    var none = strays(stray -> stray.backends().isEmpty());
    if (!none.isEmpty()) {
      causes.add(
          new Cause(
              Effect.PARTLY,
              "PodsOfNoBackend",
              "the selector matches %s, but no backend's does: they get no connections"
                  .formatted(listed(none.stream().map(Stray::pod).toList()))));
    }
  }

  private List<Stray> strays(Predicate<Stray> wanted) {
    return outcome.primary().strays().stream().filter(wanted).toList();
  }

  private void forbidden() {
    var texts =
        outcome.endpoints().stream()
            .flatMap(set -> set.excluded().stream())
            .filter(excluded -> excluded.reason().startsWith("has the address"))
            .map(excluded -> excluded.pod() + " " + excluded.reason())
            .distinct()
            .toList();
    if (!texts.isEmpty()) {
      causes.add(
          new Cause(Effect.PARTLY, "AddressRefused", listed(texts) + ": it gets no connections"));
    }
  }

  /// Named ports that some pods lack; numbers that a pod declares ports without.
  private void ports() {
    var pods = outcome.podsByName();
    for (int i = 0; i < outcome.service().ports().size(); i++) {
      int index = i;
      var port = outcome.service().ports().get(i);
      if (!outcome.isAsked(i)) {
        continue;
      }
      var lacking = usable.stream().filter(e -> e.targetPorts().get(index) == 0).toList();
      if (!lacking.isEmpty()) {
        causes.add(
            new Cause(
                Effect.PARTLY,
                "PortMissing",
                "%s: no %s container port named %s, so no connections to port %d"
                    .formatted(
                        listed(lacking.stream().map(Endpoint::pod).toList()),
                        port.protocol(),
                        port.target() instanceof TargetPort.Named(var name) ? name : "",
                        port.port())));
      }
      var target = port.target() instanceof TargetPort.Number(int number) ? number : 0;
      var wanted = target + "/" + port.protocol();
      var declared =
          usable.stream()
              .map(endpoint -> pods.get(endpoint.pod()))
              .filter(Objects::nonNull)
              .map(PodHints::numbers)
              .toList();
      if (target != 0 && declared.stream().allMatch(n -> !n.isEmpty() && !n.contains(wanted))) {
        causes.add(
            new Cause(
                Effect.MAYBE,
                "PortNotDeclared",
                "no container declares the target port %s, they declare %s: where nothing listens"
                        .formatted(
                            wanted,
                            declared.stream()
                                .flatMap(List::stream)
                                .distinct()
                                .sorted()
                                .collect(Collectors.joining(", ")))
                    + " there, connections are refused, which cannot be seen from here"));
      }
    }
  }

  static String listed(List<String> texts) {
    var more = texts.size() > SHOWN ? " and " + (texts.size() - SHOWN) + " more" : "";
    return texts.stream().limit(SHOWN).collect(Collectors.joining(", ")) + more;
  }
}
