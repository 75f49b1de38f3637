// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.ops.Settings;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// A Service, as a VirtualService.
@Command(
    name = "migrate",
    description = {
      "Prints the VirtualService that does what a Service does, to be read and applied:",
      "fixpoint migrate service/checkout | kubectl apply -f -",
      "What cannot be carried over is told in comments above it. Changes nothing.",
      "The default of -n is the namespace of the kubeconfig's context."
    })
class MigrateCommand extends ClientCommand {

  @Parameters(paramLabel = "SERVICE", description = "A Service: service/NAME, svc/NAME or NAME.")
  String target;

  private final KubernetesSerialization yaml;

  MigrateCommand(KubernetesClient client, Settings settings, KubernetesSerialization yaml) {
    super(client, settings);
    this.yaml = yaml;
  }

  @Override
  Report ask(ClusterReader cluster) {
    var name = target.replaceFirst("^(service|services|svc)/", "");
    if (name.isEmpty() || name.contains("/")) {
      throw new ParameterException(spec.commandLine(), "not one Service: " + target);
    }
    var where = givenNamespace().orElseGet(this::currentNamespace);
    var services = cluster.nativeServices(where);
    cluster.demandRights();
    var service =
        services.stream()
            .filter(found -> found.getMetadata().getName().equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(name, where, services));
    var obstacle = MigrationNotes.obstacle(service);
    return obstacle.isPresent()
        ? new MigrationReport(Optional.empty(), List.of(obstacle.get()), "")
        : report(service);
  }

  private MigrationReport report(Service service) {
    var migrated = Migration.of(service);
    return new MigrationReport(
        Optional.of(migrated), MigrationNotes.of(service), yaml.asYaml(migrated));
  }

  private static ClientFailure unknown(String name, String namespace, List<Service> services) {
    var names = services.stream().map(service -> service.getMetadata().getName()).toList();
    return ClientFailure.notFound(
        "there is no Service %s in namespace %s%s"
            .formatted(name, namespace, Nearest.hint(name, names)));
  }

  /// @param virtualService empty where there is none for that Service
  /// @param notCarriedOver fields of the Service, each with what to do about it; where there is no
  ///     VirtualService, why
  record MigrationReport(
      Optional<VirtualService> virtualService, List<String> notCarriedOver, @JsonIgnore String yaml)
      implements Report {

    @Override
    public boolean isWell() {
      return virtualService.isPresent();
    }

    @Override
    public String text() {
      var text = new StringBuilder();
      if (virtualService.isEmpty()) {
        text.append("# There is no VirtualService for this Service.\n");
      } else if (!notCarriedOver.isEmpty()) {
        text.append("# Not carried over from the Service:\n");
      }
      notCarriedOver.forEach(note -> text.append("# - ").append(note).append('\n'));
      return text.append(yaml).toString();
    }
  }
}
