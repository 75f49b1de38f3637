// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.audit.Anomaly;
import dev.fixpoint.audit.Audit;
import dev.fixpoint.audit.Facts;
import dev.fixpoint.audit.Facts.Owner;
import dev.fixpoint.audit.Facts.Route;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.wire.IntentWire;
import dev.fixpoint.wire.ServiceWire;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;

/// Audits the store of addresses.
@Command(
    name = "check",
    description = {
      "Looks for addresses that are held, shown or routed and should not be.",
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
    var anomalies = look(cluster);
    if (!anomalies.isEmpty()) {
      // What is under way is gone by then; the lists are not of one moment either.
      pause();
      anomalies = look(cluster).stream().filter(anomalies::contains).toList();
    }
    return new CheckReport(anomalies);
  }

  private List<Anomaly> look(ClusterReader cluster) {
    var owners =
        cluster.services(null).stream()
            .map(
                service ->
                    new Owner(
                        ServiceWire.keyOf(service),
                        service.getMetadata().getUid(),
                        Told.addresses(service)))
            .toList();
    var routes =
        cluster.intents(null).stream()
            .map(IntentWire::parse)
            .flatMap(parsed -> parsed.value().stream())
            .map(
                intent ->
                    new Route(intent.key(), intent.ownerUid(), List.copyOf(intent.allAddresses())))
            .distinct()
            .toList();
    var facts = new Facts(owners, cluster.claims(), cluster.pools(), routes);
    cluster.demandRights();
    return Audit.of(facts).stream()
        .filter(anomaly -> givenNamespace().map(anomaly.namespace()::equals).orElse(true))
        .toList();
  }

  private static void pause() {
    try {
      Thread.sleep(SECOND_LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  record CheckReport(List<Anomaly> findings) implements Report {

    @Override
    public boolean isWell() {
      return findings.isEmpty();
    }

    @Override
    public String text() {
      if (findings.isEmpty()) {
        return "no findings";
      }
      return String.join("\n", findings.stream().map(Anomaly::toString).toList());
    }
  }
}
