// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.ops.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The whole on one screen.
@Command(
    name = "status",
    description = {
      "Shows agents, pools, and the VirtualServices that are not ready.",
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
      return status(cluster);
    }
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      boolean last = System.nanoTime() >= end;
      try {
        var report = installed(cluster);
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

  private Report installed(ClusterReader cluster) {
    var operator = OperatorView.of(cluster.lease(settings.namespace()), cluster.now());
    return new InstallReport(operator, status(cluster));
  }

  private StatusReport status(ClusterReader cluster) {
    var nodes = cluster.nodes();
    var services = cluster.services(namespace);
    var pools = cluster.pools();
    var claims = cluster.claims();
    cluster.demandRights();
    return StatusReport.of(nodes, pools, claims, services);
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
