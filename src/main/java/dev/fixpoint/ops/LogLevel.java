// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ops;

import dev.fixpoint.ops.Hooks.Answer;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.logmanager.LogContext;

/// From which level on a role logs, changeable while it runs by `PUT /loglevel/LEVEL`: only from
/// its own machine, and only for what Fixpoint itself logs, so that no library shows what it sends.
@Singleton
public class LogLevel {
  private static final Logger LOG = Logger.getLogger(LogLevel.class);
  private static final String OURS = "dev.fixpoint";

  /// From which severity on.
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  private final Settings settings;

  LogLevel(Settings settings) {
    this.settings = settings;
  }

  void start(@Observes StartupEvent start) {
    set(settings.logLevel());
  }

  void routes(@Observes Router router) {
    router.put("/loglevel/:level").handler(this::take);
  }

  private void take(RoutingContext call) {
    var asked = call.pathParam("level").toUpperCase(Locale.ROOT);
    var level = Arrays.stream(Level.values()).filter(l -> l.name().equals(asked)).findFirst();
    answer(isLocal(call.request()), level).send(call);
  }

  private static Answer answer(boolean local, Optional<Level> asked) {
    if (!local) {
      return new Answer(HttpURLConnection.HTTP_FORBIDDEN, "only from the machine itself");
    }
    if (asked.isEmpty()) {
      return new Answer(
          HttpURLConnection.HTTP_BAD_REQUEST, "the levels are " + Arrays.toString(Level.values()));
    }
    var level = asked.get();
    set(level);
    LOG.warnf("from now on this logs from level %s on", level);
    return new Answer(HttpURLConnection.HTTP_OK, "logging from level " + level + " on");
  }

  private static void set(Level level) {
    var logger = LogContext.getLogContext().getLogger(OURS);
    logger.setLevel(org.jboss.logmanager.Level.parse(level.name()));
  }

  /// Whether the caller is on this machine: in a pod, in the pod.
  static boolean isLocal(HttpServerRequest request) {
    return request.remoteAddress().hostAddress().matches("127\\..*|::1|0:0:0:0:0:0:0:1");
  }
}
