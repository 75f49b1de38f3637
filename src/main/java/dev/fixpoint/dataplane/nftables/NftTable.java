// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import java.util.List;
import java.util.Map;

/// All that a table of ours holds in the kernel, or shall hold.
///
/// @param chains name → lines
/// @param strange what is in the table but cannot be ours, one line each: to be rid of it takes a
///     new table
record NftTable(
    NftFamily family, Map<String, List<String>> chains, Elements elements, List<String> strange) {

  private static final List<String> NO_TABLE = List.of("no table");

  /// What is observed where there is no table.
  static NftTable absent(NftFamily family) {
    return new NftTable(family, Map.of(), new Elements(), NO_TABLE);
  }

  boolean isAbsent() {
    return strange.equals(NO_TABLE);
  }
}
