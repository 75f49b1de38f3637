// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.kit.Run;
import dev.fixpoint.ops.KubeconfigChoice;
import dev.fixpoint.ops.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine;

/// A client command in this JVM, for tests that ask often: the jar takes seconds to start.
public final class Asked {
  /// The defaults of what the command asks for.
  private static final Settings SETTINGS =
      (Settings)
          Proxy.newProxyInstance(
              Settings.class.getClassLoader(),
              new Class<?>[] {Settings.class},
              (_, asked, _) ->
                  switch (asked.getName()) {
                    case "silentAfter" -> Duration.ofSeconds(40);
                    case "namespace" -> "fixpoint-system";
                    case "clusterCidrs" -> Optional.empty();
                    default -> throw new IllegalStateException(asked.getName());
                  });

  private Asked() {}

  public static Run explain(KubernetesClient client, String... args) {
    var command = new ExplainCommand(client, SETTINGS);
    command.choice = new KubeconfigChoice();
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        new CommandLine(command)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args);
    return new Run(exit, out.toString(), err.toString());
  }
}
