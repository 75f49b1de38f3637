// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.kit.Run;
import dev.fixpoint.ops.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// A client command in this JVM, for tests that ask often: the jar takes seconds to start.
public final class Asked {
  private Asked() {}

  public static Run explain(KubernetesClient client, String... args) {
    var settings = new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(Settings.class)
            .build();
    var command = new ExplainCommand(client, settings.getConfigMapping(Settings.class));
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
