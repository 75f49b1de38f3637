// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.ops.Debug;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options of commands that may ask a node's agent what its kernel holds.
final class AgentAccess {

  @Option(
      names = "--live",
      description = {
        "Also asks the node's agent what its kernel holds: through a port-forward to its pod, with",
        "a token of the ServiceAccount fixpoint-debug that is good for this alone."
      })
  boolean live;

  @Option(
      names = "--agent-address",
      paramLabel = "HOST:PORT",
      description = {
        "Where the agent answers, in place of a port-forward: 127.0.0.1:9970 on the node itself, or",
        "the end of a tunnel of your own."
      })
  String address;

  /// What the kernel of the node holds of the agent's backend, as the backend's tool prints it.
  String ruleset(KubernetesClient client, String namespace, String node) {
    return ask(client, namespace, node, Debug.RULESET);
  }

  /// The rules of others there that can end a packet's way, in the form of `nft list ruleset`:
  /// chains with their `type … hook …` line, and those rules alone.
  String foreign(KubernetesClient client, String namespace, String node) {
    return ask(client, namespace, node, Debug.FOREIGN);
  }

  private String ask(KubernetesClient client, String namespace, String node, String path) {
    var call = new AgentCall(client, namespace, node);
    return address == null ? call.forwarded(path) : call.at(URI.create("http://" + address + path));
  }

  /// Whether `--agent-address` is given, which says that the kernel is to be asked.
  boolean isLive() {
    return live || Optional.ofNullable(address).isPresent();
  }
}
