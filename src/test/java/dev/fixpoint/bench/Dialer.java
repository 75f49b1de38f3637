// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.kit.Netns;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// Opens connections from one place as fast as they are answered: each is closed when the server
/// has said its first byte, so that none waits in the server's queue, and by a reset, so that ports
/// do not run out.
final class Dialer {
  private static final int THREADS = 4;

  private final Netns from;

  Dialer(Netns from) {
    this.from = from;
  }

  /// One connection after the other.
  ///
  /// @return microseconds from the first packet to the answer, of each
  List<Double> micros(InetSocketAddress to, int count) {
    return from.call(
        () -> {
          var times = new ArrayList<Double>();
          for (int i = 0; i < count; i++) {
            times.add(dial(to));
          }
          return times;
        });
  }

  /// Four at a time.
  ///
  /// @return how many there were in a second
  double perSecond(InetSocketAddress to, int count) throws Exception {
    long start = System.nanoTime();
    Population.each(0, THREADS, i -> micros(to, count / THREADS));
    return count / ((System.nanoTime() - start) / 1e9);
  }

  private static double dial(InetSocketAddress to) throws IOException {
    try (var channel = SocketChannel.open()) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      long start = System.nanoTime();
      channel.connect(to);
      double micros = (System.nanoTime() - start) / 1e3;
      if (channel.read(ByteBuffer.allocate(1)) < 1) {
        throw new EOFException("closed without a word: " + to);
      }
      return micros;
    }
  }
}
