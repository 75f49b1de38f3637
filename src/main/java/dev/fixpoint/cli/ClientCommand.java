// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.ops.KubeconfigChoice;
import dev.fixpoint.ops.Settings;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What people ask: reads the API with the caller's own rights, prints, and ends.
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = FixpointCommand.Version.class,
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  all is well",
      "  1  something is not, or is not there",
      "  2  wrong usage",
      "  3  the cluster could not be asked"
    })
abstract class ClientCommand implements Callable<Integer> {

  enum Output {
    text,
    wide,
    json,
    yaml
  }

  @Spec CommandSpec spec;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "A Kubernetes namespace; see above for the default.")
  String namespace;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}. Default: text.")
  Output output;

  @Option(
      names = "--context",
      paramLabel = "CONTEXT",
      description = "The context of the kubeconfig. Default: its current one.")
  String context;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The kubeconfig. Default: KUBECONFIG, or ~/.kube/config.")
  String kubeconfig;

  @Inject KubeconfigChoice choice;

  private static final Logger LOG = Logger.getLogger(ClientCommand.class);

  private final KubernetesClient client;
  private final Settings settings;

  ClientCommand(KubernetesClient client, Settings settings) {
    this.client = client;
    this.settings = settings;
  }

  abstract Report ask(ClusterReader cluster);

  @Override
  public final Integer call() {
    try {
      readKubeconfig();
      var report = ask(new ClusterReader(client, settings.silentAfter()));
      var out = spec.commandLine().getOut();
      out.println(print(report));
      out.flush();
      return report.isWell() ? ExitCode.OK : ClientFailure.NOT_FOUND;
    } catch (ClientFailure e) {
      return fail(e);
    } catch (KubernetesClientException e) {
      return fail(ClientFailure.of(e, client.getMasterUrl().toString()));
    } catch (ParameterException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.debug("a client command failed", e);
      return fail(ClientFailure.mistake(e));
    }
  }

  private String print(Report report) {
    return switch (output) {
      case text -> Colours.first(report.isWell(), report.text().stripTrailing());
      case wide -> Colours.first(report.isWell(), Table.wide(report::text).stripTrailing());
      case json -> ReportForms.json(report);
      case yaml -> ReportForms.yaml(report);
    };
  }

  /// The client reads it when it is first used.
  private void readKubeconfig() {
    if (kubeconfig != null && !Files.isReadable(Path.of(kubeconfig))) {
      throw ClientFailure.noAnswer(
          "cannot read the kubeconfig %s: see --kubeconfig".formatted(kubeconfig));
    }
    choice.choose(Optional.ofNullable(kubeconfig), Optional.ofNullable(context));
    try {
      demandContext(client.getConfiguration().getContexts());
    } catch (ClientFailure e) {
      throw e;
    } catch (RuntimeException e) {
      throw ClientFailure.kubeconfig(e);
    }
  }

  private void demandContext(List<NamedContext> contexts) {
    var names = contexts.stream().map(NamedContext::getName).toList();
    if (context != null && !names.contains(context)) {
      throw ClientFailure.noAnswer(
          "the kubeconfig has no context %s%s".formatted(context, Nearest.hint(context, names)));
    }
  }

  private int fail(ClientFailure failure) {
    var err = spec.commandLine().getErr();
    err.println("fixpoint: " + failure.getMessage());
    err.flush();
    return failure.exitCode();
  }

  Optional<String> givenNamespace() {
    return Optional.ofNullable(namespace);
  }

  /// The namespace of the kubeconfig's context, as kubectl has it.
  String currentNamespace() {
    return Optional.ofNullable(client.getNamespace()).orElse("default");
  }
}
