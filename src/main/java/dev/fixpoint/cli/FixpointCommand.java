// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// `fixpoint`: the list of its commands.
@Command(
    name = "fixpoint",
    description = "A stable virtual address for a changing set of pods.",
    mixinStandardHelpOptions = true,
    versionProvider = FixpointCommand.Version.class,
    subcommands = {
      StatusCommand.class,
      ExplainCommand.class,
      TraceCommand.class,
      AuditCommand.class,
      CheckCommand.class,
      DiagCommand.class,
      MigrateCommand.class,
      CompletionCommand.class,
      CompleteCommand.class,
      LogLevelCommand.class,
      CleanupCommand.class,
      OperatorCommand.class,
      AgentCommand.class
    })
public class FixpointCommand {

  static class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"fixpoint " + current()};
    }
  }

  static String current() {
    return ConfigProvider.getConfig().getValue("quarkus.application.version", String.class);
  }
}
