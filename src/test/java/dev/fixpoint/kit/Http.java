// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// The answer to a request that was made inside a namespace.
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
    var login = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
    return ask(netns, ip, port, "GET " + path, login, "");
  }

  /// Sends JSON to a server on the namespace's loopback address.
  public static Http post(Netns netns, int port, String path, String json) throws IOException {
    var head =
        "Content-Type: application/json\r\nContent-Length: %d\r\n"
            .formatted(json.getBytes(StandardCharsets.UTF_8).length);
    return ask(netns, "127.0.0.1", port, "POST " + path, head, json);
  }

  private static Http ask(
      Netns netns, String ip, int port, String what, String further, String content)
      throws IOException {
    try (var channel = netns.call(SocketChannel::open)) {
      var socket = channel.socket();
      socket.connect(new InetSocketAddress(ip, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      // Version 1.0: the answer ends with the connection, and is not cut into chunks.
      var head = what + " HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n";
      var request = head + further + "\r\n" + content;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      if (end < 0 || !text.startsWith("HTTP/1.")) {
        throw new IOException("no HTTP answer: " + text);
      }
      return new Http(Integer.parseInt(text.substring(9, 12)), text.substring(end + 4));
    }
  }
}
