// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Applies a folder of resource definitions.
final class Crds {

  private Crds() {}

  static void apply(KubernetesClient client, Path folder) {
    var definitions = client.apiextensions().v1().customResourceDefinitions();
    for (var file : files(folder)) {
      var crd = definitions.load(file.toFile()).item();
      definitions.resource(crd).serverSideApply();
      Await.until(
          crd.getMetadata().getName() + " to be served",
          Duration.ofMinutes(1),
          () -> isEstablished(definitions.resource(crd).get()));
    }
  }

  private static boolean isEstablished(CustomResourceDefinition crd) {
    var status = crd.getStatus();
    return status != null
        && status.getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  private static List<Path> files(Path folder) {
    try (var list = Files.list(folder)) {
      return list.filter(file -> file.toString().matches(".*\\.ya?ml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no folder " + folder.toAbsolutePath() + " with resource definitions: make generate", e);
    }
  }
}
