// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.cli.Explanation.Question;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.AccessWire;
import dev.fixpoint.wire.ServiceWire;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// Tells the story of one VirtualService.
@Command(
    name = "explain",
    description = {
      "Tells why a VirtualService is ready, or is not: the cause in the first line.",
      "The default of -n is the namespace of the kubeconfig's context."
    })
class ExplainCommand extends ClientCommand {

  @Parameters(
      paramLabel = "NAME",
      description = "A VirtualService: vsvc/NAME, NAME or NAMESPACE/NAME.")
  String target;

  @Option(
      names = "--from",
      paramLabel = "CLIENT",
      description =
          "Whether this client gets an answer: a pod (pod/NAME of the namespace, or "
              + "NAMESPACE/NAME), a node (node/NAME), or an address.")
  String from;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Only what concerns this port: its name or number. Default: all of them.")
  String port;

  @Mixin AgentAccess agent;

  private final KubernetesClient client;
  private final Settings settings;

  ExplainCommand(KubernetesClient client, Settings settings) {
    super(client, settings);
    this.client = client;
    this.settings = settings;
  }

  @Override
  Report ask(ClusterReader cluster) {
    var subject =
        Subject.parse(target)
            .filter(parsed -> !parsed.contradicts(givenNamespace()))
            .orElseThrow(() -> usage("not one VirtualService: " + target));
    var key = subject.in(givenNamespace(), currentNamespace());
    var service = find(cluster, key);
    var asked = Optional.ofNullable(port).map(text -> portOf(service, text));
    var guest =
        Optional.ofNullable(from)
            .map(text -> Guest.parse(text, key.namespace()).orElseThrow(this::noClient));
    var nodes = guest.isPresent() ? cluster.nodes() : List.<NodeView>of();
    var visitor = guest.map(g -> g.find(cluster, nodes, inside()));
    var in =
        Reading.of(
            cluster,
            key,
            settings.namespace(),
            visitor.map(v -> v.client().namespace()).filter(namespace -> !namespace.isEmpty()),
            visitor.isPresent() && hasSelectors(service));
    return Explanation.of(service, in, new Question(visitor, asked, foreign(visitor)));
  }

  private String foreign(Optional<Visitor> visitor) {
    if (!agent.isLive()) {
      return "";
    }
    return visitor
        .flatMap(Visitor::node)
        .map(node -> agent.foreign(client, settings.namespace(), node))
        .orElseThrow(() -> usage("--live needs a client on a node: --from pod/NAME or node/NAME"));
  }

  private static boolean hasSelectors(VirtualService service) {
    return AccessWire.parse(service).value().stream()
        .flatMap(Optional::stream)
        .anyMatch(access -> !access.selectors().isEmpty());
  }

  private static int portOf(VirtualService service, String text) {
    var ports = service.getSpec().getPorts();
    for (int i = 0; i < ports.size(); i++) {
      if (text.equals(ports.get(i).getName()) || text.equals("" + ports.get(i).getPort())) {
        return i;
      }
    }
    throw ClientFailure.notFound(
        "%s has no port %s: it has %s"
            .formatted(
                ServiceWire.keyOf(service),
                text,
                ports.stream()
                    .map(p -> p.getPort() + (p.getName() == null ? "" : " (" + p.getName() + ")"))
                    .collect(Collectors.joining(", "))));
  }

  private List<IpRange> inside() {
    return settings.clusterCidrs().orElse(List.of()).stream()
        .flatMap(text -> IpRange.parse(text).stream())
        .toList();
  }

  private ParameterException noClient() {
    return usage("neither pod/NAME, NAMESPACE/NAME, node/NAME nor an address: " + from);
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static VirtualService find(ClusterReader cluster, Key key) {
    var services = cluster.services(key.namespace());
    cluster.demandRights();
    return services.stream()
        .filter(service -> ServiceWire.keyOf(service).equals(key))
        .findFirst()
        .orElseThrow(() -> unknown(cluster, key, services));
  }

  /// The nearest name in the namespace, else the same name in another one.
  private static ClientFailure unknown(
      ClusterReader cluster, Key key, List<VirtualService> services) {
    var names = services.stream().map(service -> service.getMetadata().getName()).toList();
    var meant =
        Nearest.to(key.name(), names)
            .or(
                () ->
                    cluster.services(null).stream()
                        .map(ServiceWire::keyOf)
                        .filter(other -> other.name().equals(key.name()))
                        .map(Key::toString)
                        .findFirst());
    return ClientFailure.notFound(
        "there is no VirtualService %s in namespace %s%s"
            .formatted(
                key.name(),
                key.namespace(),
                meant.map(name -> ": did you mean " + name + "?").orElse("")));
  }
}
