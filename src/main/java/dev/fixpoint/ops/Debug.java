// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// What an agent shows of its node's kernel to whoever looks into a fault: reads only, to callers
/// on the node itself, where a port-forward ends, and with a [Bearer] that may. One call at a time;
/// what is printed goes through as it comes, whatever its size.
@Singleton
public class Debug {
  /// What the kernel holds of the backend.
  public static final String RULESET = "/debug/fixpoint/ruleset";

  /// The rules of others that can end a packet's way.
  public static final String FOREIGN = "/debug/fixpoint/foreign";

  private static final Logger LOG = Logger.getLogger(Debug.class);
  private static final int TOO_MANY = 429;
  private static final int PAUSE_MILLIS = 10;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /// Commands, and what is kept of what they print.
  public record Printed(List<List<String>> commands, UnaryOperator<Stream<String>> kept) {}

  private final Bearer bearer;
  private final Semaphore free = new Semaphore(1);
  private volatile Supplier<Printed> ruleset;
  private volatile Supplier<Printed> foreign;

  Debug(Bearer bearer) {
    this.bearer = bearer;
  }

  public void serve(Supplier<Printed> ruleset, Supplier<Printed> foreign) {
    this.ruleset = ruleset;
    this.foreign = foreign;
  }

  void routes(@Observes Router router) {
    router.get(RULESET).handler(call -> take(call, RULESET, ruleset));
    router.get(FOREIGN).handler(call -> take(call, FOREIGN, foreign));
  }

  private void take(RoutingContext call, String path, Supplier<Printed> what) {
    if (what == null) {
      new Hooks.Answer(HttpURLConnection.HTTP_NOT_FOUND, "only an agent answers this").send(call);
    } else if (!LogLevel.isLocal(call.request())) {
      new Hooks.Answer(HttpURLConnection.HTTP_FORBIDDEN, "by kubectl port-forward only").send(call);
    } else if (!free.tryAcquire()) {
      new Hooks.Answer(TOO_MANY, "somebody else is asking: try again").send(call);
    } else {
      Thread.ofVirtual().name("debug").start(() -> answer(call, path, what));
    }
  }

  private void answer(RoutingContext call, String path, Supplier<Printed> what) {
    try {
      var refusal = bearer.check(call.request().getHeader("Authorization"), path);
      if (refusal.isPresent()) {
        new Hooks.Answer(refusal.get().status(), refusal.get().why()).send(call);
        return;
      }
      var response = call.response().setChunked(true);
      response.putHeader("Content-Type", "text/plain; charset=utf-8");
      var printed = what.get();
      long end = System.nanoTime() + LONGEST.toNanos();
      for (var command : printed.commands()) {
        print(command, printed.kept(), response, end);
      }
      response.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.warnf("%s: %s", path, e.getMessage());
      call.fail(e);
    } finally {
      free.release();
    }
  }

  /// A command that fails has nothing to show: there is no such table.
  private static void print(
      List<String> command,
      UnaryOperator<Stream<String>> kept,
      HttpServerResponse response,
      long end)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var lines = new BufferedReader(process.inputReader())) {
      for (var line : (Iterable<String>) kept.apply(lines.lines())::iterator) {
        while (response.writeQueueFull()) {
          if (response.closed() || System.nanoTime() - end > 0) {
            throw new IOException("nobody reads what is printed");
          }
          Thread.sleep(PAUSE_MILLIS);
        }
        response.write(line + "\n");
      }
      process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }
}
