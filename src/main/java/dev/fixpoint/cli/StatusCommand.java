// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.ops.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import picocli.CommandLine.Command;

/// The whole on one screen.
@Command(
    name = "status",
    description = {
      "Shows agents, pools, and the VirtualServices that are not ready.",
      "With -n: only the VirtualServices of this namespace. Default: of all."
    })
class StatusCommand extends ClientCommand {

  StatusCommand(KubernetesClient client, Settings settings) {
    super(client, settings);
  }

  @Override
  Report ask(ClusterReader cluster) {
    var nodes = cluster.nodes();
    var services = cluster.services(namespace);
    var pools = cluster.pools();
    var claims = cluster.claims();
    cluster.demandRights();
    return StatusReport.of(nodes, pools, claims, services);
  }
}
