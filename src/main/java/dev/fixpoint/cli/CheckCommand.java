// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.access.Clients;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.audit.Anomaly;
import dev.fixpoint.audit.Audit;
import dev.fixpoint.audit.EndpointAudit;
import dev.fixpoint.audit.EndpointAudit.Published;
import dev.fixpoint.audit.EndpointAudit.Routed;
import dev.fixpoint.audit.Facts;
import dev.fixpoint.audit.Facts.Owner;
import dev.fixpoint.audit.Facts.Route;
import dev.fixpoint.audit.Mismatch;
import dev.fixpoint.endpoints.Endpoint;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.wire.IntentWire;
import dev.fixpoint.wire.PodWire;
import dev.fixpoint.wire.PublishedSlice;
import dev.fixpoint.wire.ServiceWire;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// Audits the store of addresses, and the endpoints.
@Command(
    name = "check",
    description = {
      "Looks for addresses that are held, shown or routed and should not be, and for endpoints",
      "that are no pods, or not what is published.",
      "With -n: only findings that concern this namespace. Default: all."
    })
class CheckCommand extends ClientCommand {

  /// Longer than the operator needs to free an address that nobody routes any more.
  private static final Duration SECOND_LOOK = Duration.ofSeconds(3);

  CheckCommand(KubernetesClient client, Settings settings) {
    super(client, settings);
  }

  @Override
  Report ask(ClusterReader cluster) {
    var first = look(cluster);
    if (first.isWell()) {
      return first;
    }
    // What is under way is gone by then; the lists are not of one moment either.
    pause();
    return look(cluster).alsoIn(first);
  }

  private CheckReport look(ClusterReader cluster) {
    var services = cluster.services(null);
    var intents =
        cluster.intents(null).stream()
            .map(IntentWire::parse)
            .flatMap(parsed -> parsed.value().stream())
            .toList();
    var facts =
        new Facts(
            services.stream().map(CheckCommand::owner).toList(),
            cluster.claims(),
            cluster.pools(),
            intents.stream().map(CheckCommand::route).distinct().toList());
    var endpoints =
        new EndpointAudit.Facts(
            services.stream().map(s -> s.getMetadata().getUid()).collect(Collectors.toSet()),
            intents.stream().map(CheckCommand::routed).toList(),
            cluster.slices().stream().flatMap(CheckCommand::published).toList(),
            addresses(cluster));
    cluster.demandRights();
    return new CheckReport(
        Audit.of(facts).stream().filter(found -> concerns(found.namespace())).toList(),
        EndpointAudit.of(endpoints).stream().filter(f -> concerns(f.namespace())).toList());
  }

  private boolean concerns(String namespace) {
    return givenNamespace().map(namespace::equals).orElse(true);
  }

  private static Owner owner(VirtualService service) {
    return new Owner(
        ServiceWire.keyOf(service), service.getMetadata().getUid(), Told.addresses(service));
  }

  private static Route route(Intent intent) {
    return new Route(intent.key(), intent.ownerUid(), List.copyOf(intent.allAddresses()));
  }

  private static Routed routed(Intent intent) {
    return new Routed(
        intent.key(),
        intent.ownerUid(),
        intent.destinations().map(Intent.Destination::address).collect(Collectors.toSet()));
  }

  /// Those of DNS names show no pods.
  private static Stream<Published> published(EndpointSlice resource) {
    var slice = PublishedSlice.of(resource);
    var pods =
        slice.content().stream()
            .flatMap(content -> content.endpoints().stream())
            .filter(endpoint -> !endpoint.pod().isEmpty())
            .toList();
    return pods.isEmpty()
        ? Stream.empty()
        : Stream.of(
            new Published(
                slice.service(),
                slice.name(),
                slice.ownerUid(),
                pods.stream().map(Endpoint::address).collect(Collectors.toSet()),
                pods.stream()
                    .filter(Endpoint::ready)
                    .map(Endpoint::address)
                    .collect(Collectors.toSet())));
  }

  private static Map<String, Set<Ip>> addresses(ClusterReader cluster) {
    var addresses = new HashMap<String, Set<Ip>>();
    for (var pod : cluster.pods(null)) {
      var parsed = PodWire.parse(pod);
      if (!parsed.finished()) {
        addresses
            .computeIfAbsent(pod.getMetadata().getNamespace(), _ -> new HashSet<>())
            .addAll(Clients.addresses(parsed));
      }
    }
    return addresses;
  }

  private static void pause() {
    try {
      Thread.sleep(SECOND_LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// @param findings about addresses
  /// @param endpoints about pods and what is published of them
  record CheckReport(List<Anomaly> findings, List<Mismatch> endpoints) implements Report {

    private CheckReport alsoIn(CheckReport other) {
      return new CheckReport(
          findings.stream().filter(other.findings::contains).toList(),
          endpoints.stream().filter(other.endpoints::contains).toList());
    }

    @Override
    public boolean isWell() {
      return findings.isEmpty() && endpoints.isEmpty();
    }

    @Override
    public String text() {
      return isWell()
          ? "no findings"
          : Stream.concat(findings.stream(), endpoints.stream())
              .map(Object::toString)
              .collect(Collectors.joining("\n"));
    }
  }
}
