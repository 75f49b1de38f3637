// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Connects from inside a namespace to a server that says its name, as [SimPod]s do.
public final class Client {

  private Client() {}

  /// Opens a connection, reads the one line with the server's name, closes it.
  public static String ask(Netns from, String ip, int port, Duration timeout) throws NoAnswer {
    try (var stream = open(from, ip, port, timeout)) {
      return stream.name();
    }
  }

  /// Opens a connection that stays.
  public static Stream open(Netns from, String ip, int port, Duration timeout) throws NoAnswer {
    var where = ip + ":" + port + " from " + from.name();
    SocketChannel channel = from.call(SocketChannel::open);
    try {
      var socket = channel.socket();
      socket.connect(new InetSocketAddress(ip, port), Math.toIntExact(timeout.toMillis()));
      socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
      return new Stream(where, socket);
    } catch (IOException e) {
      close(channel);
      throw NoAnswer.of(where, e);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      // nothing is left to do
    }
  }

  /// A connection that stays open. Every answer must come within the timeout that it was opened
  /// with.
  public static final class Stream implements AutoCloseable {

    private final String where;
    private final Socket socket;
    private final BufferedReader lines;
    private final String name;

    private Stream(String where, Socket socket) throws IOException {
      this.where = where;
      this.socket = socket;
      var input = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
      this.lines = new BufferedReader(input);
      this.name = read();
    }

    private String read() throws IOException {
      var line = lines.readLine();
      if (line == null) {
        throw new java.io.EOFException("closed by the server");
      }
      return line;
    }

    /// Who answered.
    public String name() {
      return name;
    }

    /// Sends a line and reads the answer: the same line behind the server's name and a colon.
    public String send(String line) throws NoAnswer {
      try {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        return read();
      } catch (IOException e) {
        throw NoAnswer.of(where, e);
      }
    }

    /// The client's own port.
    public int localPort() {
      return socket.getLocalPort();
    }

    @Override
    public void close() {
      Client.close(socket.getChannel());
    }
  }
}
