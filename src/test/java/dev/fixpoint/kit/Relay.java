// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A door into a namespace: what connects to a port on this machine's loopback is passed on to an
/// address inside. So the machine itself gets no interface and no route.
final class Relay implements AutoCloseable {

  private final Netns netns;
  private final InetSocketAddress target;
  private final ServerSocketChannel listener;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  Relay(Netns netns, InetSocketAddress target) {
    this.netns = netns;
    this.target = target;
    try {
      listener = ServerSocketChannel.open();
      listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    } catch (IOException e) {
      throw new UncheckedIOException("no port on the loopback interface", e);
    }
    Thread.ofVirtual().name("relay").start(this::accept);
  }

  int port() {
    return listener.socket().getLocalPort();
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        var outer = listener.accept();
        open.add(outer);
        Thread.ofVirtual().start(() -> join(outer));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void join(SocketChannel outer) {
    try (outer;
        var inner = netns.call(SocketChannel::open)) {
      open.add(inner);
      inner.connect(target);
      var back = Thread.ofVirtual().start(() -> copy(inner, outer));
      copy(outer, inner);
      back.join();
      open.remove(inner);
    } catch (IOException | RuntimeException refused) {
      // The client sees its connection closed, as with any server that is down.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(outer);
    }
  }

  private static void copy(SocketChannel from, SocketChannel to) {
    var buffer = ByteBuffer.allocate(16 * 1024);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException broken) {
      close(from);
      close(to);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      // nothing is left to do
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException alreadyGone) {
      // nothing is left to do
    }
    open.forEach(Relay::close);
  }
}
