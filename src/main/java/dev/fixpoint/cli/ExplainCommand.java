// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.cli.Explanation.Inputs;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.ServiceWire;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// Tells the story of one VirtualService.
@Command(
    name = "explain",
    description = {
      "Tells why a VirtualService is ready, or is not.",
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
          "Also tells whether this client may connect: a pod (pod/NAME of the namespace, or "
              + "NAMESPACE/NAME), or an address.")
  String from;

  ExplainCommand(KubernetesClient client, Settings settings) {
    super(client, settings);
  }

  @Override
  Report ask(ClusterReader cluster) {
    var subject =
        Subject.parse(target)
            .filter(parsed -> !parsed.contradicts(givenNamespace()))
            .orElseThrow(() -> usage("not one VirtualService: " + target));
    var key = subject.in(givenNamespace(), currentNamespace());
    var service = find(cluster, key);
    var ledger = new Ledger();
    cluster.claims().forEach(ledger::put);
    var inputs =
        new Inputs(
            cluster.labelsOf(key.namespace()),
            cluster.pods(key.namespace()),
            cluster.pools(),
            ledger,
            cluster.nodes(),
            intent(cluster, key));
    cluster.demandRights();
    var explanation = Explanation.of(service, inputs);
    return from == null
        ? explanation
        : explanation.with(client(cluster, service, key.namespace(), inputs.nodes()));
  }

  private ClientStory client(
      ClusterReader cluster, VirtualService service, String namespace, List<NodeView> nodes) {
    var address = Ip.parse(from);
    if (address.isPresent()) {
      return ClientStory.of(service, address.get());
    }
    var key =
        Subject.pod(from, namespace)
            .orElseThrow(() -> usage("neither pod/NAME, NAMESPACE/NAME nor an address: " + from));
    var pods = cluster.pods(key.namespace());
    var labels = cluster.namespaceLabels(key.namespace());
    cluster.demandRights();
    return pods.stream()
        .filter(pod -> pod.getMetadata().getName().equals(key.name()))
        .findFirst()
        .map(pod -> ClientStory.of(service, pod, labels, nodes))
        .orElseThrow(() -> ClientFailure.notFound("there is no pod " + key));
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

  private static Optional<IntentFacts> intent(ClusterReader cluster, Key key) {
    return IntentFacts.of(cluster.intents(key.namespace())).stream()
        .filter(intent -> intent.key().equals(key))
        .findFirst();
  }
}
