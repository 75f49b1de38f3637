// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import dev.fixpoint.kit.FaultProxy.Request;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;

/// One request of a process, on a connection of its own: the proxy asks for that by closing each
/// connection behind its answer. A watch stays open.
final class Exchange implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *([0-9]+)");
  private static final Pattern UPGRADE = Pattern.compile("(?im)^upgrade: *websocket");
  private static final Pattern CONNECTION = Pattern.compile("(?im)^connection:.*\r\n");
  private static final int CHUNK = 16 * 1024;
  private static final long LOOK_AGAIN_MILLIS = 20;

  /// Bytes, and when they are to be passed on; none at the end.
  private record Piece(byte[] bytes, long due) {}

  private final FaultProxy proxy;
  private final Socket process;
  private volatile Socket server;
  private volatile boolean closed;

  Exchange(FaultProxy proxy, Socket process) {
    this.proxy = proxy;
    this.process = process;
  }

  void run() throws IOException {
    var in = new BufferedInputStream(process.getInputStream());
    var head = head(in);
    var request = parse(head);
    var reply = proxy.came(request);
    awaitHole(request);
    if (reply.isPresent()) {
      in.readNBytes(request.bodyLength());
      process.getOutputStream().write(reply.get().text().getBytes(StandardCharsets.UTF_8));
      return;
    }
    server = proxy.connect();
    var onward =
        request.upgrade()
            ? head
            : CONNECTION
                .matcher(head)
                .replaceAll("")
                .replaceFirst("\r\n", "\r\nConnection: close\r\n");
    server.getOutputStream().write(onward.getBytes(StandardCharsets.ISO_8859_1));
    Thread.ofVirtual().name("fault-up").start(() -> copy(in, request));
    passBack(request);
  }

  private static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("no request");
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static Request parse(String head) {
    var words = head.substring(0, head.indexOf("\r\n")).split(" ");
    var length = LENGTH.matcher(head);
    return new Request(
        words[0],
        words[1],
        UPGRADE.matcher(head).find(),
        length.find() ? Integer.parseInt(length.group(1)) : 0);
  }

  /// What the process sends after the head; its end is the end of all.
  private void copy(InputStream in, Request request) {
    var buffer = new byte[CHUNK];
    try {
      var out = server.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitHole(request);
        out.write(buffer, 0, read);
      }
    } catch (IOException broken) {
      // as if it had ended
    }
    close();
  }

  /// What the server sends, later where there is a delay, and not at all while there is a hole.
  private void passBack(Request request) throws IOException {
    var pieces = new LinkedBlockingQueue<Piece>();
    Thread.ofVirtual().name("fault-down").start(() -> read(pieces, request));
    var out = process.getOutputStream();
    try {
      for (var piece = pieces.take(); piece.bytes().length > 0; piece = pieces.take()) {
        long wait = piece.due() - System.nanoTime();
        if (wait > 0) {
          Thread.sleep(Duration.ofNanos(wait));
        }
        awaitHole(request);
        write(out, piece.bytes());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(BlockingQueue<Piece> pieces, Request request) {
    var buffer = new byte[CHUNK];
    try {
      var in = server.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        long due = System.nanoTime() + proxy.delayOf(request).toNanos();
        pieces.add(new Piece(Arrays.copyOf(buffer, read), due));
      }
    } catch (IOException broken) {
      // as if it had ended
    }
    pieces.add(new Piece(new byte[0], 0));
  }

  private static void write(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  private void awaitHole(Request request) throws IOException {
    while (proxy.swallows(request)) {
      if (closed) {
        throw new EOFException("closed while nothing passed");
      }
      Await.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  @Override
  public void close() {
    closed = true;
    close(process);
    if (server != null) {
      close(server);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // nothing is left to do
    }
  }
}
