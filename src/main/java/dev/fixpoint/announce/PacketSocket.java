// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.announce;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;

/// Frames of one EtherType on one interface (packet(7)), which Java's own sockets cannot send.
/// Belongs to the network namespace of the thread that opens it.
@SuppressWarnings("restricted") // the JVM runs with --enable-native-access
final class PacketSocket implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_ADD_MEMBERSHIP = 1;
  private static final int PACKET_MR_ALLMULTI = 2;
  private static final int EPERM = 1;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int FRAME = 2048;

  /// Classic BPF: an IPv6 packet's next header is ICMPv6 and its type is a neighbour
  /// solicitation; all other IPv6 traffic stays in the kernel. Code, jump if true, jump if false,
  /// operand.
  private static final long[][] SOLICITATIONS = {
    {0x30, 0, 0, 20},
    {0x15, 0, 3, 58},
    {0x30, 0, 0, 54},
    {0x15, 0, 1, 135},
    {6, 0, 0, 65535},
    {6, 0, 0, 0}
  };

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final MethodHandle OPEN = find("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = find("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SET =
      find("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SEND =
      find("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECEIVE =
      find("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);

  private final int file;

  private PacketSocket(int file) {
    this.file = file;
  }

  /// @param type [Frames#ARP] or [Frames#IPV6]; of the latter only neighbour solicitations come
  /// @param timeoutSeconds after which [#receive] returns without a frame
  /// @throws IOException in words for people; without NET_RAW it says so
  static PacketSocket open(int type, int interfaceIndex, int timeoutSeconds) throws IOException {
    int protocol = Short.reverseBytes((short) type) & 0xffff;
    // Protocol 0 receives nothing yet: the filter comes first.
    var socket =
        new PacketSocket(
            (int) call("open a packet socket", OPEN, AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
    try (var arena = Arena.ofConfined()) {
      if (type == Frames.IPV6) {
        socket.filter(arena);
      }
      var timeout = arena.allocateFrom(JAVA_LONG, timeoutSeconds, 0);
      socket.set("set a time-out", SOL_SOCKET, SO_RCVTIMEO, timeout);
      var address = arena.allocate(20, 4);
      address.set(JAVA_SHORT, 0, (short) AF_PACKET);
      address.set(JAVA_SHORT, 2, (short) protocol);
      address.set(JAVA_INT, 4, interfaceIndex);
      call("bind to the interface", BIND, socket.file, address, (int) address.byteSize());
      var membership = arena.allocate(16, 4);
      membership.set(JAVA_INT, 0, interfaceIndex);
      membership.set(JAVA_SHORT, 4, (short) PACKET_MR_ALLMULTI);
      // Questions for an IPv6 address go to a multicast group that nobody here is in.
      socket.set("join all groups", SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void filter(Arena arena) throws IOException {
    var program = arena.allocate(8L * SOLICITATIONS.length, 8);
    for (int i = 0; i < SOLICITATIONS.length; i++) {
      var step = SOLICITATIONS[i];
      program.set(JAVA_SHORT, 8L * i, (short) step[0]);
      program.set(JAVA_BYTE, 8L * i + 2, (byte) step[1]);
      program.set(JAVA_BYTE, 8L * i + 3, (byte) step[2]);
      program.set(JAVA_INT, 8L * i + 4, (int) step[3]);
    }
    var header = arena.allocate(16, 8);
    header.set(JAVA_SHORT, 0, (short) SOLICITATIONS.length);
    header.set(ADDRESS, 8, program);
    set("attach a filter", SOL_SOCKET, SO_ATTACH_FILTER, header);
  }

  private void set(String what, int level, int option, MemorySegment value) throws IOException {
    call(what, SET, file, level, option, value, (int) value.byteSize());
  }

  void send(byte[] frame) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var bytes = arena.allocateFrom(JAVA_BYTE, frame);
      call("send", SEND, file, bytes, (long) frame.length, 0);
    }
  }

  /// @return the next frame; empty where none came in time
  byte[] receive() throws IOException {
    try (var arena = Arena.ofConfined()) {
      var bytes = arena.allocate(FRAME);
      long length = call("receive", RECEIVE, file, bytes, bytes.byteSize(), 0);
      return length < 0
          ? new byte[0]
          : bytes.asSlice(0, Math.min(length, FRAME)).toArray(JAVA_BYTE);
    }
  }

  @Override
  public void close() {
    try {
      call("close", CLOSE, file);
    } catch (IOException e) {
      throw new IllegalStateException(e); // not open: ours alone to close
    }
  }

  /// @return what the function returns; -1 where it was interrupted or nothing came in time
  private static long call(String what, MethodHandle function, Object... arguments)
      throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var all = new Object[arguments.length + 1];
      all[0] = state;
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      long result = ((Number) function.invokeWithArguments(all)).longValue();
      if (result >= 0) {
        return result;
      }
      int error = state.get(JAVA_INT, 0);
      if (error == EAGAIN || error == EINTR) {
        return -1;
      }
      throw new IOException(
          "cannot %s: %s"
              .formatted(what, error == EPERM ? "NET_RAW is missing" : "errno " + error));
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle find(String name, MemoryLayout result, MemoryLayout... arguments) {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new UnsupportedOperationException("packet sockets on a big-endian machine");
    }
    var type = FunctionDescriptor.of(result, arguments);
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, ERRNO);
  }
}
