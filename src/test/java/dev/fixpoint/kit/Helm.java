// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The real helm, of either major version that charts are installed with.
public enum Helm {
  V3(Part.HELM_3),
  V4(Part.HELM_4);

  /// The chart of this project.
  public static final Path CHART = Path.of("helm");

  /// Installing and removing wait for pods.
  private static final Duration LIMIT = Duration.ofMinutes(6);

  private final Part part;

  Helm(Part part) {
    this.part = part;
  }

  /// Runs it with these arguments.
  public Run run(String... arguments) {
    return runWithInput("", arguments);
  }

  /// As [#run], with an input for `-f -`.
  public Run runWithInput(String stdin, String... arguments) {
    var command = new ArrayList<>(List.of(Binaries.of(Set.of(part)).path(part).toString()));
    command.addAll(List.of(arguments));
    return Run.of(LIMIT, stdin, command);
  }

  /// What the chart gives with these values, and with flags such as `--api-versions`.
  public Run template(String values, String... flags) {
    var arguments =
        new ArrayList<>(
            List.of("template", "fixpoint", CHART.toString(), "-n", "fixpoint-system", "-f", "-"));
    var kubernetes = Part.API_SERVER.module.version("k8s.io/kubernetes");
    arguments.add("--kube-version=" + kubernetes); // built from its module it knows only an old one
    arguments.addAll(List.of(flags));
    return runWithInput(values, arguments.toArray(String[]::new));
  }
}
