// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.sockets;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Function;

/// A raw socket of any family (socket(2)), in the network namespace of the thread that opens it.
/// One thread at a time receives; others may send and set options meanwhile.
@SuppressWarnings("restricted") // the JVM runs with --enable-native-access
public final class RawSocket implements AutoCloseable {
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int SO_RCVTIMEO = 20;
  private static final int EPERM = 1;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int ENOBUFS = 105;
  private static final int TIMEVAL = 16;

  /// The level of options that every socket has.
  public static final int SOL_SOCKET = 1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SOCKET = find("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = find("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle OPTION =
      find("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SEND =
      find("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECV =
      find("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer;
  private final int file;

  /// More came than the socket could hold: something was lost.
  public static final class Overrun extends IOException {
    private static final long serialVersionUID = 1;

    Overrun() {
      super("more came than the socket could hold");
    }
  }

  /// @param family `AF_…`
  /// @param largest the most bytes that one [#receive] gives; what is longer is cut
  /// @throws IOException in words for people: which call, and errno or the right that is missing
  public RawSocket(int family, int protocol, int largest) throws IOException {
    buffer = arena.allocate(largest);
    try {
      file = (int) call("socket", SOCKET, family, SOCK_RAW_CLOEXEC, protocol);
    } catch (IOException e) {
      arena.close();
      throw e;
    }
  }

  /// Bytes in the machine's order, as the structures of the kernel are.
  public static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }

  /// @param address a `sockaddr_…`
  public void bind(ByteBuffer address) throws IOException {
    try (var memory = Arena.ofConfined()) {
      call("bind", BIND, file, copy(memory, address), address.capacity());
    }
  }

  /// @param millis how long [#receive] waits
  public void timeout(int millis) throws IOException {
    var interval = bytes(TIMEVAL).putLong(0, millis / 1000).putLong(8, millis % 1000 * 1000L);
    set(SOL_SOCKET, SO_RCVTIMEO, memory -> copy(memory, interval));
  }

  public void set(int level, int option, int value) throws IOException {
    set(level, option, memory -> memory.allocateFrom(JAVA_INT, value));
  }

  public void set(int level, int option, ByteBuffer value) throws IOException {
    set(level, option, memory -> copy(memory, value));
  }

  /// @param value the option's value, in memory that lives as long as the call; it may point to
  ///     more such memory
  public void set(int level, int option, Function<Arena, MemorySegment> value) throws IOException {
    try (var memory = Arena.ofConfined()) {
      var bytes = value.apply(memory);
      call("setsockopt " + option, OPTION, file, level, option, bytes, (int) bytes.byteSize());
    }
  }

  public void send(byte[] message) throws IOException {
    send(ByteBuffer.wrap(message));
  }

  /// @param message what remains of it
  public void send(ByteBuffer message) throws IOException {
    try (var memory = Arena.ofConfined()) {
      var bytes = memory.allocate(message.remaining()).copyFrom(MemorySegment.ofBuffer(message));
      call("send", SEND, file, bytes, bytes.byteSize(), 0);
    }
  }

  /// @return the next message; empty where none came in time
  /// @throws Overrun when messages were lost before
  public Optional<byte[]> receive() throws IOException {
    long length = call("recv", RECV, file, buffer, buffer.byteSize(), 0);
    return length < 0
        ? Optional.empty()
        : Optional.of(buffer.asSlice(0, length).toArray(JAVA_BYTE));
  }

  @Override
  public void close() {
    try {
      call("close", CLOSE, file);
    } catch (IOException e) {
      throw new IllegalStateException(e); // not open: ours alone to close
    } finally {
      arena.close();
    }
  }

  private static MemorySegment copy(Arena memory, ByteBuffer value) {
    return memory.allocate(value.capacity(), 8).copyFrom(MemorySegment.ofBuffer(value.clear()));
  }

  /// @return what the function returns; -1 where it was interrupted or nothing came in time
  private static long call(String name, MethodHandle function, Object... arguments)
      throws IOException {
    try (var memory = Arena.ofConfined()) {
      var state = memory.allocate(STATE);
      var all = new Object[arguments.length + 1];
      all[0] = state;
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      long result = ((Number) function.invokeWithArguments(all)).longValue();
      return result >= 0 ? result : failure(name, state.get(JAVA_INT, ERRNO));
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // the functions of the C library throw nothing
    }
  }

  private static long failure(String name, int error) throws IOException {
    switch (error) {
      case EAGAIN, EINTR -> {
        return -1;
      }
      case ENOBUFS -> throw new Overrun();
      case EPERM -> throw new IOException(name + ": not permitted (a capability is missing)");
      default -> throw new IOException(name + ": errno " + error);
    }
  }

  private static MethodHandle find(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"));
  }
}
