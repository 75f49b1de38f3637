// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.access.Clients;
import dev.fixpoint.api.v1alpha1.NodeRoutingStatus;
import dev.fixpoint.cli.TraceReport.Question;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.tracer.Trace;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.PodWire;
import dev.fixpoint.wire.ServiceWire;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// Follows one connection through the rules of one node.
@Command(
    name = "trace",
    description = {
      "Tells what a node does with a new connection to an address and port: by which rules, to",
      "which pods, how often to each, and whose address they see.",
      "Evaluates the rules that the node's agent makes of what the API holds; asks no node, unless",
      "--live says to: then also those that its kernel holds, and tells what differs.",
      "Where agents have FIXPOINT_CLUSTER_CIDRS, set it here too.",
      "-n is where names are looked for. Default: the namespace of the kubeconfig's context."
    })
class TraceCommand extends ClientCommand {

  @Option(
      names = "--node",
      required = true,
      paramLabel = "NODE",
      description = "The node that the connection starts from, or comes to first.")
  String node;

  @Option(
      names = "--from",
      paramLabel = "CLIENT",
      description =
          "Who connects: a pod (pod/NAME, or NAMESPACE/NAME), or an address: of a pod of that "
              + "node where it is of its podCIDRs, else of another machine. Default: the node "
              + "itself.")
  String from;

  @Parameters(
      paramLabel = "ADDRESS:PORT",
      description =
          "Such as 10.96.0.7:80 or 10.96.0.7:53/UDP, or the name of a VirtualService: checkout:80.")
  String destination;

  @Mixin AgentAccess agent;

  private final KubernetesClient client;
  private final Settings settings;

  TraceCommand(KubernetesClient client, Settings settings) {
    super(client, settings);
    this.client = client;
    this.settings = settings;
  }

  @Override
  Report ask(ClusterReader cluster) {
    var target = Destination.parse(destination).orElseThrow(this::usage);
    var intents =
        IntentFacts.of(cluster.intents(null)).stream()
            .sorted(Comparator.comparing(IntentFacts::key))
            .toList();
    var views = cluster.nodes();
    var clients = cluster.clientSets();
    var rules =
        new NodeRules(Set.of())
            .withGuarded(cluster.guarded())
            .withClients(clients)
            .reachedBy(Set.of(Caller.UPLINK), inside());
    cluster.demandRights();
    var view = view(views);
    var address = Ip.parse(target.host()).orElseGet(() -> addressOf(cluster, target.host()));
    var to = new Frontend(address, target.protocol(), target.port());
    var caller = caller(cluster, view, address.family());
    var question =
        new Question(
            to,
            caller,
            view,
            intents,
            NodeRuleset.missing(intents, clients.keySet()),
            cluster.holder(address));
    var ruleset = NodeRuleset.of(intents, view.place(), rules);
    var backend = view.routing().map(NodeRoutingStatus::getBackend).orElse("");
    var trace = ruleset.trace(backend, caller.packet(to));
    var report = TraceReport.of(question, ruleset, trace);
    return agent.isLive() ? report.with(kernel(view, backend, caller, to, trace)) : report;
  }

  private KernelTrace kernel(
      NodeView view, String backend, Caller caller, Frontend to, Trace intents) {
    var text = agent.ruleset(client, settings.namespace(), view.name());
    return KernelTrace.of(backend, text, caller, to, intents);
  }

  private List<IpRange> inside() {
    return settings.clusterCidrs().orElse(List.of()).stream()
        .map(
            text ->
                IpRange.parse(text)
                    .orElseThrow(
                        () -> usage("FIXPOINT_CLUSTER_CIDRS has no CIDR: %s".formatted(text))))
        .toList();
  }

  private Caller caller(ClusterReader cluster, NodeView view, Family family) {
    if (from == null) {
      return Caller.node(view, family);
    }
    var address = Ip.parse(from);
    if (address.isPresent()) {
      if (address.get().family() != family) {
        throw usage("--from %s and %s are of two families".formatted(from, destination));
      }
      return Caller.address(address.get(), view);
    }
    var key =
        Subject.pod(from, givenNamespace().orElseGet(this::currentNamespace))
            .orElseThrow(() -> usage("neither pod/NAME, NAMESPACE/NAME nor an address: " + from));
    var pods = cluster.pods(key.namespace());
    cluster.demandRights();
    return pods.stream()
        .filter(pod -> pod.getMetadata().getName().equals(key.name()))
        .findFirst()
        .map(pod -> caller(pod, key, view, family))
        .orElseThrow(() -> ClientFailure.notFound("there is no pod " + key));
  }

  private Caller caller(Pod pod, Key key, NodeView view, Family family) {
    var parsed = PodWire.parse(pod);
    return Clients.addresses(parsed).stream()
        .filter(ip -> ip.family() == family)
        .findFirst()
        .map(ip -> Caller.pod(key.toString(), ip, parsed.node(), view))
        .orElseThrow(
            () -> ClientFailure.notFound("pod %s has no %s address".formatted(key, family)));
  }

  private ParameterException usage() {
    return usage("not an ADDRESS:PORT such as 10.96.0.7:80: " + destination);
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
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
                            Nearest.hint(node, views.stream().map(NodeView::name).toList()))));
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
