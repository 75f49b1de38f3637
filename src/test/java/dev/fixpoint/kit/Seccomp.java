// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.kit;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;

/// A filter of system calls for the processes that a thread starts.
final class Seccomp {

  private static final int PR_SET_SECCOMP = 22;
  private static final long MODE_FILTER = 2;

  private static final int LOAD = 0x20;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x06;

  private static final int NUMBER = 0; // offsets in struct seccomp_data
  private static final int FIRST_ARGUMENT = 16;
  private static final int PTRACE = 101; // on x86-64, as is all of this
  private static final int GETREGSET = 0x4204;
  private static final int ALLOW = 0x7fff_0000;
  private static final int EINVAL = 0x0005_0000 | 22;

  /// Code, how far to jump where equal, how far where not, operand: `struct sock_filter`.
  private static final int[][] NO_REGISTER_SETS = {
    {LOAD, 0, 0, NUMBER},
    {JUMP_IF_EQUAL, 0, 3, PTRACE},
    {LOAD, 0, 0, FIRST_ARGUMENT},
    {JUMP_IF_EQUAL, 0, 1, GETREGSET},
    {RETURN, 0, 0, EINVAL},
    {RETURN, 0, 0, ALLOW},
  };

  private Seccomp() {}

  /// Makes a kernel seem, to this thread and all that it starts, to be one before 2.6.34: there
  /// `ptrace` knows of no register sets. For good, so the thread is to end soon. Needs root.
  @SuppressWarnings("restricted")
  static void refuseRegisterSets() {
    var linker = Linker.nativeLinker();
    var type = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG);
    var prctl =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("prctl"), type, Linker.Option.firstVariadicArg(1));
    try (var arena = Arena.ofConfined()) {
      var filter = arena.allocate(8L * NO_REGISTER_SETS.length, 8);
      for (int i = 0; i < NO_REGISTER_SETS.length; i++) {
        var line = NO_REGISTER_SETS[i];
        filter.set(JAVA_SHORT, 8L * i, (short) line[0]);
        filter.set(JAVA_BYTE, 8L * i + 2, (byte) line[1]);
        filter.set(JAVA_BYTE, 8L * i + 3, (byte) line[2]);
        filter.set(JAVA_INT, 8L * i + 4, line[3]);
      }
      var program = arena.allocate(16, 8);
      program.set(JAVA_SHORT, 0, (short) NO_REGISTER_SETS.length);
      program.set(ADDRESS, 8, filter);
      if ((int) prctl.invokeExact(PR_SET_SECCOMP, MODE_FILTER, program, 0L, 0L) != 0) {
        throw new IllegalStateException("prctl: no filter of system calls: is this root?");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
