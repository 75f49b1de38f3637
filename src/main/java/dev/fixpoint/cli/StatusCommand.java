// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.ops.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The whole on one screen.
@Command(
    name = "status",
    description = {
      "Shows operator, agents, pools, and the VirtualServices that are not ready.",
      "With -n: only the VirtualServices of this namespace. Default: of all."
    })
class StatusCommand extends ClientCommand {
  private static final long LOOK_AGAIN_MILLIS = 1_000;

  @Option(
      names = {"-w", "--wait"},
      description = {
        "Waits until an operator leads and all that is shown is ready; exit code 1 where that",
        "does not come in time. The operator's Lease is looked for in FIXPOINT_NAMESPACE."
      })
  boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "How long --wait waits, such as 90s or 5m. Default: ${DEFAULT-VALUE}.",
      defaultValue = "5m",
      converter = WaitTime.class)
  Duration timeout;

  private final Settings settings;

  StatusCommand(KubernetesClient client, Settings settings) {
    super(client, settings);
    this.settings = settings;
  }

  @Override
  Report ask(ClusterReader cluster) {
    if (!wait) {
      return status(cluster, operator(cluster).orElse(OperatorView.UNKNOWN));
    }
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      boolean last = System.nanoTime() >= end;
      try {
        // Without a Lease nobody can know that an operator runs.
        var nobody = OperatorView.of(Optional.empty(), cluster.now());
        var report = status(cluster, operator(cluster).orElse(nobody));
        if (report.isWell() || last) {
          return report;
        }
      } catch (ClientFailure | KubernetesClientException notYet) {
        if (last) {
          throw notYet;
        }
      }
      pause();
    }
  }

  private Optional<OperatorView> operator(ClusterReader cluster) {
    return cluster
        .lease(settings.namespace())
        .map(lease -> OperatorView.of(Optional.of(lease), cluster.now()));
  }

  private StatusReport status(ClusterReader cluster, OperatorView operator) {
    int before = cluster.denials().count();
    var nodes = cluster.nodes();
    var services = cluster.services(namespace);
    var pools = cluster.pools();
    var claims = cluster.claims();
    cluster.denials().demandNoneSince(before);
    var versions = cluster.intentVersions().map(all -> IntentVersions.in(namespace, all));
    return StatusReport.of(
        new StatusReport.Facts(
            FixpointCommand.current(),
            operator,
            nodes,
            versions,
            pools,
            claims,
            services,
            cluster.denials().rights()));
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientFailure.noAnswer("interrupted");
    }
  }
}
