// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import dev.fixpoint.cli.FixpointCommand;
import dev.fixpoint.cli.OneLineErrors;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;

/// The one program: its first argument picks the role or the client command.
@QuarkusMain
public class Main implements QuarkusApplication {
  private static final String OPERATOR_PORT = "8080";
  private static final String AGENT_PORT = "9970";

  private final CommandLine.IFactory factory;

  Main(CommandLine.IFactory factory) {
    this.factory = factory;
  }

  public static void main(String... args) {
    prepare(args.length == 0 ? "" : args[0]);
    Quarkus.run(Main.class, args);
  }

  /// What has to be known before the run-time starts: the port of a role's health and metrics,
  /// and that a client command serves none and logs nothing but trouble.
  private static void prepare(String command) {
    switch (command) {
      case "operator" -> prepareRole(OPERATOR_PORT);
      case "agent" -> prepareRole(AGENT_PORT);
      default -> {
        preset("quarkus.http.host-enabled", "false");
        preset("quarkus.log.level", "ERROR");
        // A person waits: better to say soon that there is no answer.
        preset("kubernetes.request.retry.backoffLimit", "1");
      }
    }
  }

  private static void prepareRole(String port) {
    preset("quarkus.http.port", port);
    if ("json".equals(System.getenv("FIXPOINT_LOG_FORMAT"))) {
      preset("quarkus.log.console.json.enabled", "true");
    }
  }

  private static void preset(String property, String value) {
    var variable = property.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_');
    if (System.getProperty(property) == null && System.getenv(variable) == null) {
      System.setProperty(property, value);
    }
  }

  @Override
  public int run(String... args) {
    return new CommandLine(FixpointCommand.class, factory)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(new OneLineErrors())
        .execute(args);
  }
}
