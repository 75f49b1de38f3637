// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.fixpoint.dataplane.DataplaneException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// A socket of NETLINK_NETFILTER, in the network namespace of the thread that opens it. Used by
/// one thread at a time; membership may be changed by another.
@SuppressWarnings("restricted") // the JVM runs with --enable-native-access
final class NetlinkSocket implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NETLINK_NETFILTER = 12;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_NETLINK = 270;
  private static final int ADD_MEMBERSHIP = 1;
  private static final int DROP_MEMBERSHIP = 2;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int ENOBUFS = 105;

  private static final int BUFFER_BYTES = 8 << 20;
  private static final int LARGEST_MESSAGE = 1 << 18;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SOCKET = find("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = find("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SEND =
      find("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECV =
      find("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle OPTION =
      find("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(STATE);
  private final MemorySegment buffer = arena.allocate(LARGEST_MESSAGE);
  private final int descriptor;

  /// Messages were lost: more came than the socket could hold.
  static final class Overrun extends Exception {
    private static final long serialVersionUID = 1;
  }

  /// @param timeoutMillis how long [#receive] waits
  NetlinkSocket(int timeoutMillis) throws DataplaneException {
    descriptor = (int) call("socket", SOCKET, AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER);
    var timeout = arena.allocate(16, 8);
    timeout.set(JAVA_LONG, 0, timeoutMillis / 1000);
    timeout.set(JAVA_LONG, 8, timeoutMillis % 1000 * 1000L);
    call("setsockopt", OPTION, descriptor, SOL_SOCKET, SO_RCVTIMEO, timeout, 16);
    var size = arena.allocateFrom(JAVA_INT, BUFFER_BYTES);
    call("setsockopt", OPTION, descriptor, SOL_SOCKET, SO_RCVBUFFORCE, size, 4);
    var address = arena.allocate(12, 4); // sockaddr_nl: any port, no groups
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
    call("bind", BIND, descriptor, address, 12);
  }

  void join(int group) throws DataplaneException {
    membership(ADD_MEMBERSHIP, group);
  }

  void leave(int group) throws DataplaneException {
    membership(DROP_MEMBERSHIP, group);
  }

  private void membership(int option, int group) throws DataplaneException {
    try (var memory = Arena.ofConfined()) {
      var value = memory.allocateFrom(JAVA_INT, group);
      var own = memory.allocate(STATE); // another thread may be receiving
      if ((int) invoke(OPTION, own, descriptor, SOL_NETLINK, option, value, 4) < 0) {
        throw new DataplaneException("netlink: setsockopt: errno " + own.get(JAVA_INT, ERRNO));
      }
    }
  }

  void send(byte[] message) throws DataplaneException {
    try (var memory = Arena.ofConfined()) {
      var bytes = memory.allocateFrom(ValueLayout.JAVA_BYTE, message);
      call("send", SEND, descriptor, bytes, (long) message.length, 0);
    }
  }

  /// The next datagram, which holds one or more messages; empty after the time-out.
  Optional<ByteBuffer> receive() throws DataplaneException, Overrun {
    long length = (long) invoke(RECV, state, descriptor, buffer, (long) LARGEST_MESSAGE, 0);
    if (length >= 0) {
      var copy = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
      return Optional.of(ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder()));
    }
    int errno = state.get(JAVA_INT, ERRNO);
    if (errno == ENOBUFS) {
      throw new Overrun();
    }
    if (errno == EAGAIN || errno == EINTR) {
      return Optional.empty();
    }
    throw new DataplaneException("netlink: recv: errno " + errno);
  }

  @Override
  public void close() {
    try {
      call("close", CLOSE, descriptor);
    } catch (DataplaneException e) {
      throw new IllegalStateException(e);
    }
    arena.close();
  }

  private long call(String name, MethodHandle function, Object... arguments)
      throws DataplaneException {
    long result = ((Number) invoke(function, state, arguments)).longValue();
    if (result < 0) {
      throw new DataplaneException("netlink: " + name + ": errno " + state.get(JAVA_INT, ERRNO));
    }
    return result;
  }

  private static Object invoke(MethodHandle function, MemorySegment state, Object... arguments)
      throws DataplaneException {
    var all = new Object[arguments.length + 1];
    all[0] = state;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    try {
      return function.invokeWithArguments(all);
    } catch (Throwable e) {
      throw new DataplaneException("netlink: cannot call the C library", e);
    }
  }

  private static MethodHandle find(String name, ValueLayout result, ValueLayout... arguments) {
    var type =
        FunctionDescriptor.of(
            result, Arrays.copyOf(arguments, arguments.length, MemoryLayout[].class));
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), type, Linker.Option.captureCallState("errno"));
  }
}
