// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import javax.net.ssl.SSLSocketFactory;

/// The watches of many agents on RoutingIntents, each on a TLS connection of its own, in one
/// process.
final class Swarm implements AutoCloseable {
  private static final int API_PORT = 6443;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int AT_ONCE = 50;
  private static final String REQUEST =
      """
      GET /apis/fixpoint.dev/v1alpha1/routingintents?watch=true&resourceVersion=%s HTTP/1.1\r
      Host: 127.0.0.1\r
      User-Agent: fixpoint-swarm\r
      \r
      """;

  private final List<SocketChannel> sockets = new ArrayList<>();

  /// The API server gives up on those who wait too long for their handshake.
  private final Semaphore opening = new Semaphore(AT_ONCE);

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
    sockets.addAll(controlPlane.cp().call(() -> made(agents)));
    for (int i = 0; i < agents; i++) {
      int number = i;
      Thread.ofVirtual().start(() -> watch(factory, number, request));
    }
    Await.until(
        agents + " watches",
        LIMIT,
        () -> watching.get() + lost.get() >= agents,
        () -> "%d watch, %d are lost".formatted(watching.get(), lost.get()));
    if (lost.get() > 0) {
      throw new IllegalStateException("%d of %d watches are lost".formatted(lost.get(), agents));
    }
  }

  /// Made in one thread, inside the control plane's namespace.
  private static List<SocketChannel> made(int agents) throws IOException {
    var made = new ArrayList<SocketChannel>();
    for (int i = 0; i < agents; i++) {
      made.add(SocketChannel.open());
    }
    return made;
  }

  private void watch(SSLSocketFactory factory, int number, byte[] request) {
    var plain = sockets.get(number).socket();
    try {
      opening.acquireUninterruptibly();
      BufferedReader lines;
      try {
        plain.connect(new InetSocketAddress("127.0.0.1", API_PORT));
        var socket = factory.createSocket(plain, "127.0.0.1", API_PORT, true);
        socket.getOutputStream().write(request);
        var input = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
        lines = new BufferedReader(input);
        if (!lines.readLine().contains(" 200 ")) {
          throw new IOException("no watch");
        }
        watching.incrementAndGet();
      } finally {
        opening.release();
      }
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
