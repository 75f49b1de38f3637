// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.fixpoint.dataplane.DataplaneException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// libnftables in this process: a small change takes a fraction of a millisecond, where an `nft`
/// process takes ten. Not safe for use by several threads.
@SuppressWarnings("restricted") // the JVM runs with --enable-native-access
final class LibNftables implements Nft {

  private static final String LIBRARY = "libnftables.so.1";

  /// All of protocols, priorities, symbols and time as numbers: NFT_CTX_OUTPUT_NUMERIC_ALL.
  private static final int NUMERIC = 0x780;

  /// Without the elements of sets: NFT_CTX_OUTPUT_TERSE.
  private static final int TERSE = 0x800;

  private final Arena arena = Arena.ofShared();
  private final SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, arena);
  private final MethodHandle run = function("nft_run_cmd_from_buffer", JAVA_INT, ADDRESS);
  private final MethodHandle buffer = function("nft_ctx_buffer_output", JAVA_INT);
  private final MethodHandle unbuffer = function("nft_ctx_unbuffer_output", JAVA_INT);
  private final MethodHandle output = function("nft_ctx_get_output_buffer", ADDRESS);
  private final MethodHandle errors = function("nft_ctx_get_error_buffer", ADDRESS);
  private final MemorySegment context;

  LibNftables() throws DataplaneException {
    context =
        (MemorySegment) call(find("nft_ctx_new", FunctionDescriptor.of(ADDRESS, JAVA_INT)), 0);
    call(function("nft_ctx_buffer_error", JAVA_INT), context);
    call(
        find("nft_ctx_output_set_flags", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT)),
        context,
        NUMERIC | TERSE);
  }

  static boolean isInstalled() {
    try (var arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(LIBRARY, arena);
      return true;
    } catch (IllegalArgumentException missing) {
      return false;
    }
  }

  @Override
  public void run(String script) throws DataplaneException {
    try (var memory = Arena.ofConfined()) {
      if ((int) call(run, context, memory.allocateFrom(script)) != 0) {
        throw Nft.refused(text(errors));
      }
      text(errors); // a warning must not be taken for the next call's error
    }
  }

  @Override
  public void check(String script) throws DataplaneException {
    var dry =
        find("nft_ctx_set_dry_run", FunctionDescriptor.ofVoid(ADDRESS, ValueLayout.JAVA_BOOLEAN));
    call(dry, context, true);
    try {
      run(script);
    } finally {
      call(dry, context, false);
    }
  }

  /// The library keeps its buffer as large as it ever was, so it has one for this call only.
  @Override
  public String ruleset() throws DataplaneException {
    call(buffer, context);
    try {
      run("list ruleset\n");
      return text(output);
    } finally {
      call(unbuffer, context);
    }
  }

  @Override
  public boolean isInProcess() {
    return true;
  }

  @Override
  public void close() {
    try {
      call(find("nft_ctx_free", FunctionDescriptor.ofVoid(ADDRESS)), context);
    } catch (DataplaneException e) {
      throw new IllegalStateException(e);
    }
    arena.close();
  }

  /// Getting a buffer also empties it.
  private String text(MethodHandle getter) throws DataplaneException {
    return ((MemorySegment) call(getter, context)).reinterpret(Long.MAX_VALUE).getString(0);
  }

  private MethodHandle function(String name, ValueLayout result, ValueLayout... moreThanContext) {
    return find(
        name, FunctionDescriptor.of(result, ADDRESS).appendArgumentLayouts(moreThanContext));
  }

  private MethodHandle find(String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
  }

  private static Object call(MethodHandle function, Object... arguments) throws DataplaneException {
    try {
      return function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new DataplaneException("nftables: cannot call " + LIBRARY, e);
    }
  }
}
