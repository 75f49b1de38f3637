// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;

/// Stands between one process and the API server, and does to their connection what networks and
/// API servers do at their worst. It listens inside the process's namespace without TLS and goes
/// on as the user that the process is, so that it can read requests and answer some itself.
public final class FaultProxy implements AutoCloseable {

  /// How much is lost in silence: connections stay open, and nothing comes.
  enum Hole {
    NONE,
    WATCHES,
    ALL
  }

  private final Netns netns;
  private final SSLSocketFactory upstream;
  private final ServerSocketChannel listener;
  private final Path kubeconfig;
  private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong requests = new AtomicLong();
  private volatile Function<Request, Optional<Reply>> answers = request -> Optional.empty();
  private volatile Duration delay = Duration.ZERO;
  private volatile Hole hole = Hole.NONE;
  private volatile boolean cut;

  FaultProxy(Access access, Netns netns, String user, String... groups) {
    this.netns = netns;
    try {
      var config = Access.config(access.outside(user, groups));
      upstream = SSLUtils.sslContext(config).getSocketFactory();
      listener = netns.call(ServerSocketChannel::open);
      listener.bind(new InetSocketAddress("127.0.0.1", 0), 1024);
      var port = listener.socket().getLocalPort();
      kubeconfig = access.kubeconfig("http://127.0.0.1:" + port, user, groups);
    } catch (IOException e) {
      throw new UncheckedIOException("no proxy in " + netns.name(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    Thread.ofVirtual().name("fault-proxy").start(this::accept);
  }

  /// What the process is to be started with, as `KUBECONFIG`.
  public Path kubeconfig() {
    return kubeconfig;
  }

  /// How many requests have come so far, those too that got no answer. A connection that is
  /// refused while all is [#cut] counts for one.
  public long requests() {
    return requests.get();
  }

  /// Everything that a watch brings comes this much later.
  public void delayWatches(Duration time) {
    delay = time;
  }

  /// Closes every connection, and each new one at once.
  public void cut() {
    cut = true;
    open.forEach(Exchange::close);
  }

  /// Takes connections again, while all other faults stay.
  public void join() {
    cut = false;
  }

  /// Nothing comes any more, of old connections or new ones; none is closed.
  public void blackHole() {
    hole = Hole.ALL;
  }

  /// Watches stay open and bring nothing; all else works.
  public void silenceWatches() {
    hole = Hole.WATCHES;
  }

  /// Answers some requests itself; the others go on to the API server.
  public void answer(Function<Request, Optional<Reply>> rule) {
    answers = rule;
  }

  /// Ends all faults. What was held back comes now.
  public void heal() {
    answers = request -> Optional.empty();
    delay = Duration.ZERO;
    hole = Hole.NONE;
    cut = false;
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        var client = listener.accept();
        if (cut) {
          requests.incrementAndGet();
          client.close();
        } else {
          Thread.ofVirtual().name("fault-exchange").start(() -> serve(client));
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    try (var exchange = new Exchange(this, client.socket())) {
      open.add(exchange);
      exchange.run();
      open.remove(exchange);
    } catch (IOException | RuntimeException broken) {
      // The process sees its connection closed, as with any server that goes away.
    }
  }

  /// A connection to the API server as the user that this stands for.
  Socket connect() throws IOException {
    var channel = netns.call(SocketChannel::open);
    channel.connect(new InetSocketAddress(Network.CONTROL_PLANE, ApiServer.PORT));
    return upstream.createSocket(
        channel.socket(), Network.CONTROL_PLANE, ApiServer.PORT, /* autoClose= */ true);
  }

  Optional<Reply> came(Request request) {
    requests.incrementAndGet();
    return answers.apply(request);
  }

  Duration delayOf(Request request) {
    return request.isWatch() ? delay : Duration.ZERO;
  }

  boolean swallows(Request request) {
    return switch (hole) {
      case NONE -> false;
      case WATCHES -> request.isWatch();
      case ALL -> true;
    };
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException alreadyGone) {
      // nothing is left to do
    }
    open.forEach(Exchange::close);
  }

  /// What a process asks for.
  ///
  /// @param path with the query
  public record Request(String method, String path, boolean upgrade, int bodyLength) {

    public boolean isWatch() {
      return upgrade || path.contains("watch=true");
    }

    /// Whether it changes anything.
    public boolean isWrite() {
      return !method.equals("GET");
    }
  }

  /// What the proxy answers itself.
  ///
  /// @param status of HTTP
  /// @param body JSON
  /// @param retryAfter seconds; 0 for none
  public record Reply(int status, String body, int retryAfter) {

    public static Optional<Reply> of(int status, String reason) {
      return of(status, reason, 0);
    }

    public static Optional<Reply> of(int status, String reason, int retryAfter) {
      return Optional.of(new Reply(status, failure(status, reason), retryAfter));
    }

    /// A watch that begins, and whose first event is an error.
    public static Optional<Reply> event(int status, String reason) {
      var event = "{\"type\":\"ERROR\",\"object\":%s}%n".formatted(failure(status, reason));
      return Optional.of(new Reply(200, event, 0));
    }

    private static String failure(int status, String reason) {
      return """
          {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"%s","code":%d,\
          "message":"the proxy says %s"}"""
          .formatted(reason, status, reason);
    }

    String text() {
      var retry = retryAfter == 0 ? "" : "Retry-After: " + retryAfter + "\r\n";
      return "HTTP/1.1 %d .\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%sConnection: close\r\n\r\n%s"
          .formatted(status, body.length(), retry, body);
    }
  }
}
