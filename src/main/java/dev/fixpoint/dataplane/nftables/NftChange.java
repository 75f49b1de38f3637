// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// One transaction on one table, as data.
///
/// @param fresh whether to drop the table first, if there is one, and to begin a new one; the
///     kernel switches from the old to the new at once
/// @param chains chains to write, whether or not they exist: name → lines
/// @param obsolete chains to delete
/// @param removed elements to delete; of a map element the key counts
/// @param added elements to add, after those are deleted
record NftChange(
    NftFamily family,
    boolean fresh,
    Map<String, List<String>> chains,
    Set<String> obsolete,
    List<Element> removed,
    List<Element> added) {

  boolean isEmpty() {
    return !fresh && chains.isEmpty() && obsolete.isEmpty() && removed.isEmpty() && added.isEmpty();
  }

  /// The same without deleting chains, for kernels before 6.2: there an element that is deleted
  /// in the same transaction still counts as a reference (EBUSY).
  NftChange keepingChains() {
    return new NftChange(family, fresh, chains, Set.of(), removed, added);
  }
}
