// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.kit.Netns;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/// Attempts to connect from one place until all addresses are as they shall be: one each half of a
/// millisecond, and later so seldom that each address is tried again after a two-hundredth of the
/// time that has passed. An attempt that gets no answer delays none of the next.
final class Visits {
  private static final int PORT = 80;
  private static final int MOST_OPEN = 256;
  private static final long PACE_NANOS = 500_000;
  private static final int SHARE = 200;

  private static final long LOOK_NANOS = 1_000_000_000;

  private final Netns from;
  private final Runnable check;

  /// @param check called about once a second; what it throws ends the wait
  Visits(Netns from, Runnable check) {
    this.from = from;
    this.check = check;
  }

  /// Waits until each address has answered, or refused.
  ///
  /// @return for each, at which [System#nanoTime()] it was first seen to do so
  /// @throws IllegalStateException with the first that did not within the limit
  long[] await(List<String> addresses, boolean answered, Duration limit) {
    return from.call(() -> new Attempts(addresses, answered).run(limit, check));
  }

  private static final class Attempts {
    private final List<String> addresses;
    private final boolean wanted;
    private final long[] reached;
    private final ArrayDeque<SocketChannel> open = new ArrayDeque<>();
    private int left;

    Attempts(List<String> addresses, boolean wanted) {
      this.addresses = addresses;
      this.wanted = wanted;
      this.reached = new long[addresses.size()];
      this.left = reached.length;
    }

    long[] run(Duration limit, Runnable check) throws IOException {
      long start = System.nanoTime();
      long look = start;
      try (var selector = Selector.open()) {
        long due = start;
        for (int i = 0; left > 0; i = (i + 1) % reached.length) {
          if (System.nanoTime() - look > LOOK_NANOS) {
            look = System.nanoTime();
            check.run();
          }
          if (System.nanoTime() - start > limit.toNanos()) {
            throw new IllegalStateException(
                "%d of %d addresses, the first %s, not %s within %d s"
                    .formatted(
                        left,
                        reached.length,
                        addresses.get(first()),
                        wanted ? "answered" : "refused",
                        limit.toSeconds()));
          }
          if (reached[i] == 0) {
            begin(i, selector);
            long pace = (System.nanoTime() - start) / SHARE / reached.length;
            due = awaitPace(due + Math.max(PACE_NANOS, pace), selector);
          }
        }
      } finally {
        for (var channel : open) {
          channel.close();
        }
      }
      return reached;
    }

    private int first() {
      return (int) Arrays.stream(reached).takeWhile(at -> at != 0).count();
    }

    private void begin(int i, Selector selector) throws IOException {
      var channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_LINGER, 0); // leaves no port behind
      open.add(channel);
      if (open.size() > MOST_OPEN) {
        open.remove().close();
      }
      try {
        channel.connect(new InetSocketAddress(addresses.get(i), PORT));
        channel.register(selector, SelectionKey.OP_CONNECT, i);
      } catch (IOException atOnce) {
        seen(i, false, channel);
      }
    }

    /// Takes what comes until the next attempt is due.
    private long awaitPace(long due, Selector selector) throws IOException {
      long now = System.nanoTime();
      long next = Math.max(due, now);
      do {
        long millis = (next - now) / 1_000_000;
        int ready = millis > 0 ? selector.select(millis) : selector.selectNow();
        if (ready > 0) {
          selector.selectedKeys().forEach(this::finish);
          selector.selectedKeys().clear();
        } else if (millis == 0) {
          java.util.concurrent.locks.LockSupport.parkNanos(Math.min(50_000, next - now));
        }
        now = System.nanoTime();
      } while (now < next);
      return next;
    }

    private void finish(SelectionKey key) {
      var channel = (SocketChannel) key.channel();
      boolean answered;
      try {
        answered = channel.finishConnect();
      } catch (IOException refused) {
        answered = false;
      }
      seen((int) key.attachment(), answered, channel);
    }

    private void seen(int i, boolean answered, SocketChannel channel) {
      if (answered == wanted && reached[i] == 0) {
        reached[i] = System.nanoTime();
        left--;
      }
      open.remove(channel);
      try {
        channel.close();
      } catch (IOException alreadyGone) {
        // nothing is left to do
      }
    }
  }
}
