// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.api.v1alpha1.NodePortClaim;
import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.wire.Names;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What somebody who helps has to know.
@Command(
    name = "diag",
    description = {
      "Writes a support bundle: versions, the resources of Fixpoint, NodeRoutings, Events, and of its",
      "pods state, logs and metrics. With --live also what the nodes' kernels hold.",
      "No Secret is read, and values of environment variables are left out. What you may not read",
      "is listed in the bundle. Read it before you give it away: it names your services and pods."
    })
class DiagCommand extends ClientCommand {
  private static final List<Class<? extends HasMetadata>> OURS =
      List.of(
          VirtualService.class,
          AddressPool.class,
          RoutingIntent.class,
          AddressSet.class,
          NodePortClaim.class,
          NodeRouting.class);
  private static final List<Class<? extends HasMetadata>> OF_THE_NAMESPACE =
      List.of(Pod.class, Deployment.class, DaemonSet.class, Lease.class);
  private static final String COMPONENT = "app.kubernetes.io/component";
  private static final int LOG_BYTES = 2_000_000;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      defaultValue = "fixpoint-diag.tar.gz",
      description = "Where to write it. Default: ${DEFAULT-VALUE}.")
  Path file;

  @Option(
      names = "--node",
      paramLabel = "NODE",
      description = "With --live: of this node; may be given more than once. Default: of all.")
  List<String> nodes = List.of();

  @Mixin AgentAccess agent;

  private final KubernetesClient client;
  private final Settings settings;

  DiagCommand(KubernetesClient client, Settings settings) {
    super(client, settings);
    this.client = client;
    this.settings = settings;
  }

  @Override
  Report ask(ClusterReader cluster) {
    var server = client.getKubernetesVersion().getGitVersion();
    var bundle = new Bundle();
    bundle.add(
        "versions.txt",
        () -> "fixpoint %s%nKubernetes %s%n".formatted(FixpointCommand.current(), server));
    OURS.forEach(type -> bundle.add(name(type), () -> all(type)));
    bundle.add(name(Node.class), () -> all(Node.class));
    bundle.add(name(IPAddress.class), () -> labelled(IPAddress.class, Names.ADDRESS_MANAGED_BY));
    bundle.add(
        name(EndpointSlice.class), () -> labelled(EndpointSlice.class, Names.SLICE_MANAGED_BY));
    bundle.add(name(Event.class), this::events);
    OF_THE_NAMESPACE.forEach(type -> bundle.add(name(type), () -> ofNamespace(type)));
    pods(cluster).forEach(pod -> addPod(bundle, pod));
    if (agent.isLive()) {
      addKernels(bundle, cluster);
    }
    write(bundle);
    return new DiagReport(file.toString(), bundle.files(), bundle.missing());
  }

  private static String name(Class<? extends HasMetadata> type) {
    return "resources/" + HasMetadata.getPlural(type).toLowerCase(Locale.ROOT) + ".yaml";
  }

  private String all(Class<? extends HasMetadata> type) {
    return print(client.resources(type).inAnyNamespace().list().getItems());
  }

  private String labelled(Class<? extends HasMetadata> type, String label) {
    var ours = client.resources(type).inAnyNamespace().withLabel(label, Names.MANAGED_BY_VALUE);
    return print(ours.list().getItems());
  }

  private String ofNamespace(Class<? extends HasMetadata> type) {
    return print(client.resources(type).inNamespace(settings.namespace()).list().getItems());
  }

  private String events() {
    return print(
        client.v1().events().inAnyNamespace().list().getItems().stream()
            .filter(event -> event.getInvolvedObject().getApiVersion() != null)
            .filter(event -> event.getInvolvedObject().getApiVersion().startsWith(Names.GROUP))
            .toList());
  }

  private static String print(List<? extends HasMetadata> objects) {
    return ReportForms.redacted(objects);
  }

  private List<Pod> pods(ClusterReader cluster) {
    return cluster.pods(settings.namespace()).stream()
        .filter(pod -> pod.getMetadata().getLabels() != null)
        .filter(pod -> pod.getMetadata().getLabels().containsKey(COMPONENT))
        .toList();
  }

  private void addPod(Bundle bundle, Pod pod) {
    var name = pod.getMetadata().getName();
    var resource = client.pods().inNamespace(settings.namespace()).withName(name);
    bundle.add("logs/" + name + ".log", () -> resource.limitBytes(LOG_BYTES).getLog());
    bundle.add("metrics/" + name + ".txt", () -> metrics(pod));
  }

  /// Through the API server's proxy.
  private String metrics(Pod pod) {
    boolean isAgent = "agent".equals(pod.getMetadata().getLabels().get(COMPONENT));
    var path = "/api/v1/namespaces/%s/pods/%s:%d/proxy/q/metrics";
    var text =
        client.raw(
            path.formatted(
                settings.namespace(), pod.getMetadata().getName(), isAgent ? 9970 : 8080));
    return text == null ? "" : text;
  }

  private void addKernels(Bundle bundle, ClusterReader cluster) {
    var names = nodes.isEmpty() ? cluster.nodes().stream().map(NodeView::name).toList() : nodes;
    var system = settings.namespace();
    for (var node : names) {
      bundle.add("kernels/" + node + "/ruleset", () -> agent.ruleset(client, system, node));
      bundle.add("kernels/" + node + "/foreign", () -> agent.foreign(client, system, node));
    }
  }

  private void write(Bundle bundle) {
    try (var out = Files.newOutputStream(file)) {
      bundle.write(out);
    } catch (IOException e) {
      throw ClientFailure.notFound(
          "cannot write %s: %s: see --file".formatted(file, e.getMessage()));
    }
  }

  /// @param missing what could not be read, and why
  record DiagReport(String file, List<String> files, List<String> missing) implements Report {

    @Override
    public boolean isWell() {
      return true;
    }

    @Override
    public String text() {
      var text = new StringBuilder("wrote " + file + ": " + files.size() + " files\n");
      if (!missing.isEmpty()) {
        text.append("\nNot read:\n");
        missing.forEach(line -> text.append("  ").append(line).append('\n'));
      }
      return text.toString();
    }
  }
}
