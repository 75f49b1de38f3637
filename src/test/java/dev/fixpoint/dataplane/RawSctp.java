// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The first packet of an SCTP association over IPv4, sent and seen without a kernel that has
/// SCTP.
final class RawSctp implements AutoCloseable {
  private static final int AF_INET = 2;
  private static final int SOCK_RAW = 3;
  private static final int SCTP = 132;
  private static final int DONTWAIT = 0x40;
  private static final int EAGAIN = 11;
  private static final int REFUSED = 111;
  private static final int SOURCE = 12;
  private static final int PORT = 22;

  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final MethodHandle SOCKET = find("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle CONNECT =
      find("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SEND =
      find("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECEIVE =
      find("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);

  private final int file;

  private RawSctp() throws IOException {
    file = (int) call(SOCKET, AF_INET, SOCK_RAW, SCTP);
  }

  /// In the network namespace of this thread: sees what comes there.
  static RawSctp open() throws IOException {
    return new RawSctp();
  }

  /// The same for what comes from this address alone, and for errors about what is sent there.
  static RawSctp to(String address) throws IOException {
    var socket = new RawSctp();
    try (var arena = Arena.ofConfined()) {
      var to = arena.allocate(16);
      to.set(JAVA_BYTE, 0, (byte) AF_INET);
      MemorySegment.copy(InetAddress.ofLiteral(address).getAddress(), 0, to, JAVA_BYTE, 4, 4);
      socket.call(CONNECT, socket.file, to, 16);
    }
    return socket;
  }

  /// Sends an INIT (RFC 9260, 3.3.2).
  void init(int sourcePort, int port) throws IOException {
    var packet = ByteBuffer.allocate(32);
    packet.putShort((short) sourcePort).putShort((short) port).putInt(0).putInt(0);
    packet.putInt(0x0100_0014).putInt(sourcePort).putInt(65_536);
    packet.putShort((short) 1).putShort((short) 1).putInt(1);
    var sum = new CRC32C();
    sum.update(packet.array());
    packet.order(ByteOrder.LITTLE_ENDIAN).putInt(8, (int) sum.getValue());
    try (var arena = Arena.ofConfined()) {
      call(SEND, file, arena.allocateFrom(JAVA_BYTE, packet.array()), 32L, 0);
    }
  }

  /// Who has sent a packet to this port, if one is there.
  ///
  /// @throws ConnectException where an ICMP error is there instead
  Optional<String> receive(int port) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var bytes = arena.allocate(2048);
      while (call(RECEIVE, file, bytes, bytes.byteSize(), DONTWAIT) > 0) {
        var packet = ByteBuffer.wrap(bytes.toArray(JAVA_BYTE));
        if (packet.getShort(PORT) == (short) port) {
          var source = new byte[4];
          packet.get(SOURCE, source);
          return Optional.of(InetAddress.getByAddress(source).getHostAddress());
        }
      }
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    call(CLOSE, file);
  }

  /// @return -1 where there is nothing to receive
  private long call(MethodHandle function, Object... arguments) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var all = new Object[arguments.length + 1];
      all[0] = state;
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      long result = ((Number) function.invokeWithArguments(all)).longValue();
      int error = state.get(JAVA_INT, 0);
      if (result >= 0 || error == EAGAIN) {
        return result;
      }
      throw error == REFUSED ? new ConnectException() : new IOException("errno " + error);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle find(String name, MemoryLayout result, MemoryLayout... arguments) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"));
  }
}
