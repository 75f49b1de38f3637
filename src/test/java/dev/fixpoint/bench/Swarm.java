// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import javax.net.ssl.SSLSocketFactory;

/// The watches of many agents on RoutingIntents, each on a TLS connection of its own, in one
/// process.
final class Swarm implements AutoCloseable {
  private static final int API_PORT = 6443;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String REQUEST =
      """
      GET /apis/fixpoint.dev/v1alpha1/routingintents?watch=true&resourceVersion=%s HTTP/1.1\r
      Host: 127.0.0.1\r
      User-Agent: fixpoint-swarm\r
      \r
      """;

  private final List<Socket> sockets = new ArrayList<>();
  private final AtomicInteger watching = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final IntConsumer change;
  private volatile boolean closed;

  /// @param change told of each change that one of them hears of, by its number
  Swarm(IntConsumer change) {
    this.change = change;
  }

  /// Opens so many watches, and waits until all of them are answered.
  void open(ControlPlane controlPlane, int agents, String resourceVersion) throws Exception {
    var config = Config.fromKubeconfig(controlPlane.kubeconfig().toFile());
    var factory = SSLUtils.sslContext(config).getSocketFactory();
    var request = REQUEST.formatted(resourceVersion).getBytes(StandardCharsets.US_ASCII);
    sockets.addAll(controlPlane.cp().call(() -> connected(agents)));
    for (int i = 0; i < agents; i++) {
      int number = i;
      Thread.ofVirtual().start(() -> watch(factory, number, request));
    }
    Await.until(
        agents + " watches",
        LIMIT,
        () -> watching.get() == agents,
        () -> "%d watch, %d are lost".formatted(watching.get(), lost.get()));
  }

  /// Made in one thread, inside the control plane's namespace.
  private static List<Socket> connected(int agents) throws IOException {
    var made = new ArrayList<Socket>();
    for (int i = 0; i < agents; i++) {
      made.add(new Socket("127.0.0.1", API_PORT));
    }
    return made;
  }

  private void watch(SSLSocketFactory factory, int number, byte[] request) {
    try (var socket = factory.createSocket(sockets.get(number), "127.0.0.1", API_PORT, true)) {
      socket.getOutputStream().write(request);
      var lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      if (!lines.readLine().contains(" 200 ")) {
        throw new IOException("no watch");
      }
      watching.incrementAndGet();
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{\"type\":")) {
          change.accept(number);
        }
      }
    } catch (IOException e) {
      if (!closed) {
        lost.incrementAndGet();
      }
    }
  }

  /// How many have ended before they should.
  int lost() {
    return lost.get();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    for (var socket : sockets) {
      socket.close();
    }
  }
}
