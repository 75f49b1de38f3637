// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.announce;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// Answers for a changing set of addresses, and tells everybody of a new one, several times since
/// any of these may be lost. One thread and one socket for each family that has had an address.
public final class Announcer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Announcer.class);
  private static final int REPETITIONS = 5;
  private static final int TURN_SECONDS = 1;
  private static final long PERIOD_NANOS = 1_000_000_000;

  private final Link link;
  private final Map<Family, PacketSocket> sockets = new EnumMap<>(Family.class);
  private final Set<Ip> announced = ConcurrentHashMap.newKeySet();
  private final Map<Ip, Integer> untold = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public Announcer(Link link) {
    this.link = link;
  }

  public Link link() {
    return link;
  }

  /// Announces these addresses from now on, and no others.
  ///
  /// @return why not, for each address that can't be announced
  public synchronized Map<Ip, String> announce(Set<Ip> addresses) {
    var failures = new HashMap<Ip, String>();
    announced.retainAll(addresses);
    for (var address : addresses) {
      try {
        listen(address.family());
        if (announced.add(address)) {
          untold.put(address, REPETITIONS);
          tell(address);
          LOG.infof("announcing %s on %s", address, link.name());
        }
      } catch (IOException e) {
        failures.put(address, e.getMessage());
      }
    }
    untold.keySet().retainAll(announced);
    return failures;
  }

  private void listen(Family family) throws IOException {
    if (sockets.containsKey(family)) {
      return;
    }
    int type = family == Family.IPV4 ? Frames.ARP : Frames.IPV6;
    var socket = PacketSocket.open(type, link.index(), TURN_SECONDS);
    sockets.put(family, socket);
    Thread.ofPlatform().daemon().name("announce-" + family).start(() -> answer(family, socket));
  }

  private void answer(Family family, PacketSocket socket) {
    long nextRepetition = System.nanoTime() + PERIOD_NANOS;
    try (socket) {
      while (!closed) {
        var frame = socket.receive();
        Frames.question(frame, frame.length)
            .filter(question -> announced.contains(question.wanted()))
            .ifPresent(question -> send(socket, Frames.answer(question, link.mac())));
        if (System.nanoTime() - nextRepetition >= 0) {
          nextRepetition += PERIOD_NANOS;
          repeat(family, socket);
        }
      }
    } catch (IOException e) {
      LOG.errorf("no more answers for %s addresses on %s: %s", family, link.name(), e.getMessage());
      forget(family);
    }
  }

  /// At the next call of [#announce] it is tried anew.
  private synchronized void forget(Family family) {
    sockets.remove(family);
    announced.removeIf(ip -> ip.family() == family);
  }

  private void repeat(Family family, PacketSocket socket) {
    for (var ip : Set.copyOf(untold.keySet())) {
      if (ip.family() == family) {
        untold.computeIfPresent(ip, (key, left) -> left == 1 ? null : left - 1);
        send(socket, Frames.announcement(ip, link.mac()));
      }
    }
  }

  private void tell(Ip address) throws IOException {
    sockets.get(address.family()).send(Frames.announcement(address, link.mac()));
  }

  private void send(PacketSocket socket, byte[] frame) {
    try {
      socket.send(frame);
    } catch (IOException e) {
      LOG.warnf("on %s: %s", link.name(), e.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
