// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import dev.fixpoint.tracer.Shape;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Sends the packets of a [Shape] through a [TestNet] and tells what came of them.
public final class Prober implements AutoCloseable {
  public static final String REFUSED = "refused";
  public static final String SILENCE = "silence";

  private static final List<String> SERVERS = List.of("p1", "p2", TestNet.PEER);
  private static final int TARGET = 8080;

  private final TestNet net;
  private final Map<String, RawSctp> sctp = new HashMap<>();
  private int sctpPort = 40_000;

  public Prober(TestNet net) throws Exception {
    this.net = net;
    for (var server : SERVERS) {
      net.serve(server, TARGET);
      net.serve(server, 9090);
      net.serveDatagrams(server, TARGET);
      sctp.put(server, net.in(server, RawSctp::open));
    }
    net.serve(TestNet.NODE, TARGET);
  }

  /// Who answers, with a star where it sees another source than that of the packet; or [#REFUSED],
  /// or [#SILENCE].
  ///
  /// @param millis how long an answer may take
  public String probe(Shape shape, int millis) throws Exception {
    try {
      var answer =
          switch (shape.protocol()) {
            case TCP -> stream(shape, millis);
            case UDP -> datagram(shape, millis);
            case SCTP -> association(shape, millis);
          };
      var parts = answer.split(" ");
      boolean kept =
          InetAddress.ofLiteral(parts[1]).equals(InetAddress.ofLiteral(shape.source().toString()));
      return parts[0] + (kept ? "" : "*");
    } catch (ConnectException | PortUnreachableException refused) {
      return REFUSED;
    } catch (IOException timeout) {
      return SILENCE;
    }
  }

  private String stream(Shape shape, int millis) throws Exception {
    return net.in(
        shape.from(),
        () -> {
          try (var socket = new Socket()) {
            socket.setSoTimeout(millis);
            socket.connect(destination(shape), millis);
            return TestNet.line(socket);
          }
        });
  }

  private String datagram(Shape shape, int millis) throws Exception {
    return net.in(
        shape.from(),
        () -> {
          try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(millis);
            socket.connect(destination(shape));
            socket.send(new DatagramPacket(new byte[] {'?'}, 1));
            var packet = new DatagramPacket(new byte[64], 64);
            socket.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
          }
        });
  }

  private static InetSocketAddress destination(Shape shape) {
    return new InetSocketAddress(InetAddress.ofLiteral(shape.address().toString()), shape.port());
  }

  /// Seen where it arrives: the answer of a pod would be that of its kernel.
  private String association(Shape shape, int millis) throws Exception {
    try (var socket = net.in(shape.from(), () -> RawSctp.to(shape.address().toString()))) {
      socket.init(++sctpPort, shape.port());
      for (long end = System.nanoTime() + millis * 1_000_000L; System.nanoTime() < end; ) {
        for (var server : SERVERS) {
          var seen = sctp.get(server).receive(TARGET);
          if (seen.isPresent()) {
            return server + " " + seen.get();
          }
        }
        socket.receive(sctpPort);
        Thread.sleep(1);
      }
      throw new IOException("no answer");
    }
  }

  @Override
  public void close() throws IOException {
    for (var socket : sctp.values()) {
      socket.close();
    }
  }
}
