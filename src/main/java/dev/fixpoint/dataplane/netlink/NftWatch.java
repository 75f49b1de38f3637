// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.sockets.RawSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/// Tells when anybody else changes a table of ours: the kernel notifies of every transaction of
/// nftables, with the socket that sent it.
public final class NftWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(NftWatch.class);

  private static final int GROUP = 7; // NFNLGRP_NFTABLES
  private static final int SUBSYSTEM = 10; // NFNL_SUBSYS_NFTABLES
  private static final int NEW_GENERATION = 15;
  private static final int TABLE_NAME = 1; // in the messages of all kinds of objects
  private static final Set<Integer> FAMILIES = Set.of(2, 10);

  private static final int TURN_MILLIS = 500;

  /// Between two calls, so that somebody who changes the table all the time does not keep us busy
  /// without end.
  private static final long PAUSE_MILLIS = 250;

  private final NetlinkSocket socket;
  private final byte[] table;
  private final Runnable changed;
  private final Thread thread;
  private Set<Integer> own = Set.of();
  private volatile boolean closed;

  /// Watches in the network namespace of this thread, in a thread of its own.
  ///
  /// @param table its name, in either family
  /// @param changed called in that thread, soon after a change
  public NftWatch(String table, Runnable changed) throws DataplaneException {
    this.table = (table + "\0").getBytes(StandardCharsets.UTF_8);
    this.changed = changed;
    socket = new NetlinkSocket(TURN_MILLIS);
    socket.join(GROUP);
    thread = Thread.ofPlatform().daemon().name("nft-watch").start(this::run);
  }

  /// Runs something of ours that changes much: the kernel does not notify us of it meanwhile.
  public void unwatched(Change change) throws DataplaneException {
    socket.leave(GROUP);
    try {
      change.run();
    } finally {
      socket.join(GROUP);
    }
  }

  public interface Change {
    void run() throws DataplaneException;
  }

  private void run() {
    while (!closed) {
      try {
        if (isForeign()) {
          changed.run();
          Thread.sleep(PAUSE_MILLIS);
        }
      } catch (DataplaneException e) {
        LOG.errorf("changes by others go unnoticed until the next audit: %s", e.getMessage());
        return;
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean isForeign() throws DataplaneException {
    try {
      var datagram = socket.receive();
      return datagram.isPresent() && isForeign(datagram.get());
    } catch (RawSocket.Overrun e) {
      return true; // what was lost may have been of our table
    }
  }

  private boolean isForeign(ByteBuffer datagram) {
    var strangers = new HashSet<Integer>();
    for (var message : Message.all(datagram)) {
      if (concerns(message, table)) {
        strangers.add(message.port());
      }
    }
    if (own.containsAll(strangers)) {
      return false;
    }
    own = ownPorts();
    return !own.containsAll(strangers);
  }

  static boolean concerns(Message message, byte[] table) {
    if (message.subsystem() != SUBSYSTEM
        || (message.type() & 0xff) == NEW_GENERATION
        || !FAMILIES.contains(message.family())) {
      return false;
    }
    var name = message.attributes().get(TABLE_NAME);
    return name != null && ByteBuffer.wrap(table).equals(name);
  }

  /// The ports of this process's netlink sockets. Its libraries open them, and open them anew when
  /// they like: so they are looked up when an unknown one comes.
  private static Set<Integer> ownPorts() {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      var inodes = new HashSet<String>();
      for (var file : files.toList()) {
        inodes.add(target(file));
      }
      return ports(Files.readAllLines(Path.of("/proc/thread-self/net/netlink")), inodes);
    } catch (IOException e) {
      LOG.warnf("cannot tell our own changes of nftables from others': %s", e.getMessage());
      return Set.of();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  /// @param table lines such as `sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode`
  /// @param inodes as `socket:[1234]`
  static Set<Integer> ports(List<String> table, Set<String> inodes) {
    var ports = new HashSet<Integer>();
    for (var line : table) {
      var words = line.strip().split(" +");
      if (words.length >= 10 && inodes.contains("socket:[" + words[9] + "]")) {
        ports.add((int) Long.parseLong(words[2]));
      }
    }
    return ports;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) { // it uses the socket to its end
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    socket.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
