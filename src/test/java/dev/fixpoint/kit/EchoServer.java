// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A TCP server inside a namespace: says its name in one line, then repeats each line it gets
/// with its name in front, until the client closes the connection.
final class EchoServer implements AutoCloseable {

  private final String name;
  private final ServerSocketChannel listener;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  EchoServer(Netns netns, int port, String name) {
    this.name = name;
    try {
      listener = netns.call(ServerSocketChannel::open);
      listener.bind(new InetSocketAddress(port), 1024);
    } catch (IOException e) {
      throw new UncheckedIOException("echo server of " + name, e);
    }
    Thread.ofVirtual().name("echo-" + name).start(this::accept);
  }

  int port() {
    return listener.socket().getLocalPort();
  }

  /// Whether no connection is open.
  boolean isIdle() {
    return open.isEmpty();
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        var channel = listener.accept();
        open.add(channel);
        Thread.ofVirtual().start(() -> serve(channel));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      var socket = channel.socket();
      var lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      say(socket, name);
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        say(socket, name + ": " + line);
      }
    } catch (IOException broken) {
      // The client is gone, or this pod is.
    } finally {
      open.remove(channel);
    }
  }

  private static void say(Socket socket, String line) throws IOException {
    socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /// Ends the open connections too.
  @Override
  public void close() {
    try {
      listener.close();
      for (var channel : open) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
