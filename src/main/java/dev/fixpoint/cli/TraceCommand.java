// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.wire.ServiceWire;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// Follows one connection on one node.
@Command(
    name = "trace",
    description = {
      "Tells what a node does with a new TCP connection to an address and port.",
      "-n is where a VirtualService is looked for by name. Default: the namespace of the",
      "kubeconfig's context."
    })
class TraceCommand extends ClientCommand {
  private static final int MAX_PORT = 65535;

  @Option(
      names = "--node",
      required = true,
      paramLabel = "NODE",
      description = "The node that the connection starts from, or comes to first.")
  String node;

  @Parameters(
      paramLabel = "ADDRESS:PORT",
      description = "Such as 10.96.0.7:80, or the name of a VirtualService: checkout:80.")
  String destination;

  TraceCommand(KubernetesClient client, Settings settings) {
    super(client, settings);
  }

  @Override
  Report ask(ClusterReader cluster) {
    int colon = destination.lastIndexOf(':');
    if (colon < 1) {
      throw usage();
    }
    var host = destination.substring(0, colon).replaceAll("^\\[|]$", "");
    int port = port(destination.substring(colon + 1));
    var intents = IntentFacts.of(cluster.intents(null));
    var views = cluster.nodes();
    cluster.demandRights();
    var view = view(views);
    var address = Ip.parse(host).orElseGet(() -> addressOf(cluster, host));
    var frontend = new Frontend(address, Protocol.TCP, port);
    var holder = cluster.claims().stream().filter(claim -> claim.ip().equals(address)).findFirst();
    return TraceReport.of(frontend, view, intents, cluster.holder(address));
  }

  private static Optional<Integer> number(String text) {
    return text.matches("[0-9]{1,5}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  private int port(String text) {
    return number(text).filter(p -> p >= 1 && p <= MAX_PORT).orElseThrow(this::usage);
  }

  private ParameterException usage() {
    return new ParameterException(
        spec.commandLine(), "not an ADDRESS:PORT such as 10.96.0.7:80: " + destination);
  }

  private NodeView view(List<NodeView> views) {
    return views.stream()
        .filter(view -> view.name().equals(node))
        .findFirst()
        .orElseThrow(
            () ->
                ClientFailure.notFound(
                    "there is no node %s%s"
                        .formatted(
                            node,
                            Nearest.to(node, views.stream().map(NodeView::name).toList())
                                .map(name -> ": did you mean " + name + "?")
                                .orElse(""))));
  }

  private Ip addressOf(ClusterReader cluster, String host) {
    var key = Subject.parse(host).orElseThrow(this::usage).in(givenNamespace(), currentNamespace());
    var services = cluster.services(key.namespace());
    cluster.demandRights();
    return services.stream()
        .filter(service -> ServiceWire.keyOf(service).equals(key))
        .flatMap(service -> Told.addresses(service).stream())
        .findFirst()
        .orElseThrow(() -> noAddress(key));
  }

  private static ClientFailure noAddress(Key key) {
    return ClientFailure.notFound(
        "%s is no address, and no VirtualService that has one in namespace %s"
            .formatted(key.name(), key.namespace()));
  }
}
