// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The few calls of the C library that Java has no method for.
final class Posix {

  private static final int O_RDONLY = 0;
  private static final int CLONE_NEWNET = 0x40000000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final FunctionDescriptor OPEN =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor TWO_INTS =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT);

  private static final MethodHandle OPEN_CALL =
      handle("open", OPEN, Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE_CALL =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETNS_CALL = handle("setns", TWO_INTS);
  private static final MethodHandle KILL_CALL = handle("kill", TWO_INTS);

  private Posix() {}

  @SuppressWarnings("restricted")
  private static MethodHandle handle(
      String name, FunctionDescriptor type, Linker.Option... options) {
    var all = java.util.Arrays.copyOf(options, options.length + 1);
    all[options.length] = ERRNO;
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, all);
  }

  private interface Call {
    int result(MemorySegment errno, Arena arena) throws Throwable;
  }

  private static int check(String what, Call call) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(Linker.Option.captureStateLayout());
      int result = call.result(state, arena);
      if (result < 0) {
        var errno =
            Linker.Option.captureStateLayout()
                .varHandle(MemoryLayout.PathElement.groupElement("errno"));
        throw new IllegalStateException(what + ": errno " + (int) errno.get(state, 0L));
      }
      return result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(what, e);
    }
  }

  /// Moves the calling thread, and only it, into the network namespace behind `file`. For
  /// platform threads only: a virtual thread would take its carrier along.
  static void enterNetworkNamespace(Path file) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("a virtual thread cannot enter a namespace");
    }
    int fd =
        check(
            "open " + file,
            (errno, arena) ->
                (int)
                    OPEN_CALL.invokeExact(errno, arena.allocateFrom(file.toString()), O_RDONLY, 0));
    try {
      check(
          "setns " + file, (errno, arena) -> (int) SETNS_CALL.invokeExact(errno, fd, CLONE_NEWNET));
    } finally {
      check("close", (errno, arena) -> (int) CLOSE_CALL.invokeExact(errno, fd));
    }
  }

  /// Whether the signal could be sent; a process that is gone is no error.
  static boolean kill(long pid, int signal) {
    if (pid <= 1) {
      throw new IllegalArgumentException("not a process of ours: " + pid);
    }
    try {
      check(
          "kill " + pid,
          (errno, arena) -> (int) KILL_CALL.invokeExact(errno, Math.toIntExact(pid), signal));
      return true;
    } catch (IllegalStateException gone) {
      return false;
    }
  }
}
