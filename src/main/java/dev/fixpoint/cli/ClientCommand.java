// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.ops.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
    json
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
      description = "text or json. Default: text.")
  Output output;

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
      out.println(
          output == Output.json
              ? client.getKubernetesSerialization().asJson(report)
              : report.text().stripTrailing());
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

  /// The client reads it when it is first used.
  private void readKubeconfig() {
    try {
      client.getConfiguration();
    } catch (RuntimeException e) {
      throw ClientFailure.kubeconfig(e);
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
