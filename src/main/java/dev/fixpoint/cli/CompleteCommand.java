// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.ops.KubeconfigChoice;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// What kubectl asks a plugin to complete its command line: a word a line, then a colon and the
/// number 4, "no file names" (kubectl's `kubectl_complete-PLUGIN`, since 1.26).
@Command(name = "__complete", hidden = true)
class CompleteCommand implements Callable<Integer> {
  private static final Logger LOG = Logger.getLogger(CompleteCommand.class);
  private static final String NO_FILES = ":4";

  @Spec CommandSpec spec;

  @Unmatched List<String> words = new ArrayList<>();

  private final KubernetesClient client;
  private final KubeconfigChoice choice;

  CompleteCommand(KubernetesClient client, KubeconfigChoice choice) {
    this.client = client;
    this.choice = choice;
  }

  @Override
  public Integer call() {
    var completion = new Completion(words);
    var out = spec.commandLine().getOut();
    completion.known(spec.root()).forEach(out::println);
    completion.asked().map(kind -> names(kind, completion)).orElse(List.of()).stream()
        .filter(name -> name.startsWith(completion.typed()))
        .sorted()
        .forEach(out::println);
    out.println(NO_FILES);
    out.flush();
    return ExitCode.OK;
  }

  /// None where the cluster does not answer: a shell is no place for its errors.
  private List<String> names(Completion.Names kind, Completion completion) {
    try {
      choice.choose(completion.given("--kubeconfig"), completion.given("--context"));
      var namespace =
          completion
              .given("-n", "--namespace")
              .orElseGet(() -> Optional.ofNullable(client.getNamespace()).orElse("default"));
      return switch (kind) {
        case NAMESPACES -> of(client.namespaces().list().getItems(), "");
        case NODES -> of(client.nodes().list().getItems(), "");
        case VIRTUAL_SERVICES ->
            of(client.resources(VirtualService.class).inNamespace(namespace).list().getItems(), "");
        case SERVICES -> of(client.services().inNamespace(namespace).list().getItems(), "service/");
      };
    } catch (KubernetesClientException e) {
      LOG.debug("nothing to complete with", e);
      return List.of();
    }
  }

  private static List<String> of(List<? extends HasMetadata> objects, String prefix) {
    return objects.stream().map(object -> prefix + object.getMetadata().getName()).toList();
  }
}
