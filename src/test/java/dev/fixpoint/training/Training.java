// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.training;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The other side of a training run: an API server of little content for the role, and a prober of
/// its health and metrics. Ends with 0 once the role has gone through what it does at its start;
/// with 1 where it does not come so far.
final class Training {

  private static final int API_PORT = 16_443;
  private static final Duration LIMIT = Duration.ofMinutes(6);

  /// From when the role follows the cluster and answers its probes: time for its first work.
  private static final Duration WORK = Duration.ofSeconds(10);

  private static final int OPERATOR_PORT = 8080;
  private static final int AGENT_PORT = 9970;

  /// Of the agent.
  private static final int INTENTS = 2_000;

  private Training() {}

  static void main(String... args) throws Exception {
    int port = args[0].equals("agent") ? AGENT_PORT : OPERATOR_PORT;
    var role = ProcessHandle.of(Long.parseLong(args[1])).orElseThrow();
    var vertx =
        Vertx.vertx(
            new VertxOptions()
                .setUseDaemonThread(true)
                .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false)));
    var objects = Objects.read();
    var api = new Api(port == AGENT_PORT ? objects.withIntents(INTENTS) : objects);
    var options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(API_PORT)
            .setSsl(true)
            .setUseAlpn(true)
            .setCompressionSupported(true)
            .setKeyCertOptions(new PfxOptions().setPath("key.p12").setPassword("training"));
    vertx
        .createHttpServer(options)
        .requestHandler(api::answer)
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .get(1, TimeUnit.MINUTES);
    System.exit(isTrained(api, port, role) ? 0 : 1);
  }

  private static boolean isTrained(Api api, int port, ProcessHandle role)
      throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end && role.isAlive()) {
      if (api.isWatched() && probe(port, "started") && probe(port, "ready")) {
        Thread.sleep(WORK);
        return role.isAlive() && probe(port, "live") && probe(port, "ready");
      }
      Thread.sleep(200);
    }
    System.err.println("the role does not come so far: " + api);
    return false;
  }

  /// @return whether the role's port answers, well or not: in a build the kernel takes no rules
  private static boolean probe(int port, String check) {
    return get(port, "/q/health/" + check) && get(port, "/q/metrics");
  }

  private static boolean get(int port, String path) {
    try {
      var url = URI.create("http://127.0.0.1:" + port + path).toURL();
      var connection = (HttpURLConnection) url.openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(5000);
      connection.getResponseCode();
      connection.disconnect();
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
