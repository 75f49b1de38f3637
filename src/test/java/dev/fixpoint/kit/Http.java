// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// The answer to a GET request that was made inside a namespace.
public record Http(int status, String body) {

  private static final int TIMEOUT_MILLIS = 5_000;

  /// Asks a server on the namespace's loopback address.
  public static Http get(Netns netns, int port, String path) throws IOException {
    return get(netns, "127.0.0.1", port, path);
  }

  /// Asks a server from inside the namespace.
  public static Http get(Netns netns, String ip, int port, String path) throws IOException {
    return get(netns, ip, port, path, "");
  }

  /// As [#get], with this bearer token, or none where it is empty.
  public static Http get(Netns netns, String ip, int port, String path, String token)
      throws IOException {
    try (var channel = netns.call(SocketChannel::open)) {
      var socket = channel.socket();
      socket.connect(new InetSocketAddress(ip, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      // Version 1.0: the answer ends with the connection, and is not cut into chunks.
      var login = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
      var head = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n";
      var request = head + login + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      if (end < 0 || !text.startsWith("HTTP/1.")) {
        throw new IOException("no HTTP answer: " + text);
      }
      return new Http(Integer.parseInt(text.substring(9, 12)), text.substring(end + 4));
    }
  }
}
