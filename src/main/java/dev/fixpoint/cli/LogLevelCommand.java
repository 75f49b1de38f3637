// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.ops.LogLevel.Level;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Changes from which level on the role of this machine logs, as long as it runs.
@Command(
    name = "log-level",
    mixinStandardHelpOptions = true,
    description = {
      "Changes from which level on a running role logs. Run it where the role runs:",
      "kubectl exec POD -- fixpoint log-level debug"
    })
class LogLevelCommand implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = 5_000;

  /// An agent's first: it shares the node's ports with whatever else is at the operator's.
  private static final List<Integer> PORTS = List.of(9970, 8080);

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "LEVEL", description = "error, warn, info or debug.")
  Level level;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where the role serves. Default: QUARKUS_HTTP_PORT, or 9970, or 8080.")
  Optional<Integer> port = Optional.empty();

  @Override
  public Integer call() {
    for (int candidate : ports()) {
      try {
        return put(candidate);
      } catch (IOException nobodyThere) {
        continue;
      }
    }
    spec.commandLine().getErr().println("fixpoint: no role answers at the ports " + ports());
    return ClientFailure.NO_ANSWER;
  }

  private List<Integer> ports() {
    return port.or(
            () -> Optional.ofNullable(System.getenv("QUARKUS_HTTP_PORT")).map(Integer::valueOf))
        .map(List::of)
        .orElse(PORTS);
  }

  private int put(int port) throws IOException {
    var url = URI.create("http://127.0.0.1:" + port + "/loglevel/" + level).toURL();
    var call = (HttpURLConnection) url.openConnection();
    call.setConnectTimeout(TIMEOUT_MILLIS);
    call.setReadTimeout(TIMEOUT_MILLIS);
    call.setRequestMethod("PUT");
    boolean done = call.getResponseCode() == HttpURLConnection.HTTP_OK;
    try (var answer = done ? call.getInputStream() : call.getErrorStream()) {
      var text = answer == null ? "" : new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      var out = done ? spec.commandLine().getOut() : spec.commandLine().getErr();
      out.print(text);
      out.flush();
    }
    return done ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
