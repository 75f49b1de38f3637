// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// What the agent answers to the hooks of pods on its node, beside health and metrics. Only to
/// callers on the node itself: kubelet is one.
@Singleton
public class Hooks {
  private static final int TOO_MANY = 429;
  private static final int AT_ONCE = 256;

  /// Waits until the terminating pods of a VirtualService on this node get no new connections.
  public interface Drained {
    /// @param timeout as the caller wrote it
    Answer await(String namespace, String name, Optional<String> timeout)
        throws InterruptedException;
  }

  /// @param status of HTTP
  /// @param text for people
  public record Answer(int status, String text) {

    void send(RoutingContext call) {
      if (!call.response().ended() && !call.response().closed()) {
        call.response()
            .setStatusCode(status)
            .putHeader("Content-Type", "text/plain; charset=utf-8")
            .end(text + "\n");
      }
    }
  }

  private final Semaphore waiting = new Semaphore(AT_ONCE);
  private volatile Drained drained;

  public void serve(Drained drained) {
    this.drained = drained;
  }

  void routes(@Observes Router router) {
    router.get("/drained/:namespace/:name").handler(this::take);
  }

  /// Each on a virtual thread of its own: an answer may take half a minute.
  private void take(RoutingContext call) {
    if (drained == null) {
      new Answer(HttpURLConnection.HTTP_NOT_FOUND, "only an agent answers this").send(call);
    } else if (!LogLevel.isLocal(call.request())) {
      new Answer(HttpURLConnection.HTTP_FORBIDDEN, "ask at 127.0.0.1 of the node").send(call);
    } else if (!waiting.tryAcquire()) {
      new Answer(TOO_MANY, AT_ONCE + " hooks wait already").send(call);
    } else {
      Thread.ofVirtual().name("hook").start(() -> answer(call));
    }
  }

  private void answer(RoutingContext call) {
    try {
      drained
          .await(
              call.pathParam("namespace"),
              call.pathParam("name"),
              call.queryParam("timeout").stream().findFirst())
          .send(call);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.release();
    }
  }
}
