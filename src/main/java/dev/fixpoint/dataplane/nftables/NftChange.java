// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
    List<Element<?, ?>> removed,
    List<Element<?, ?>> added) {

  boolean isEmpty() {
    return !fresh && chains.isEmpty() && obsolete.isEmpty() && removed.isEmpty() && added.isEmpty();
  }

  /// The same without deleting chains, for kernels before 6.2: there an element that is deleted in
  /// the same transaction still counts as a reference (EBUSY).
  NftChange keepingChains() {
    return new NftChange(family, fresh, chains, Set.of(), removed, added);
  }

  /// Whether chains must be there before the elements that lead to them. A packet keeps to the
  /// rules that were in force when it came, but asks the maps what is in force now: in a chain of
  /// the same transaction it finds no rules yet, falls out of it untranslated, and conntrack keeps
  /// the connection that way. Seen on kernel 6.18: under changes without pause 69 of 48,000
  /// connections were lost with one transaction, none with two.
  boolean hasChainsToPrepare() {
    return !fresh && !chains.isEmpty() && !added.isEmpty();
  }

  /// The transaction before: nothing leads to what it makes.
  NftChange chainsToPrepare() {
    var now = hasChainsToPrepare() ? chains : Map.<String, List<String>>of();
    return new NftChange(family, false, now, Set.of(), List.of(), List.of());
  }

  /// The elements that packets on their way may still ask for, where this change adds none to
  /// their set: they are removed in a transaction after.
  NftChange late() {
    return new NftChange(family, false, Map.of(), Set.of(), split().get(true), List.of());
  }

  NftChange withoutLate() {
    return new NftChange(family, fresh, chains, obsolete, split().get(false), added);
  }

  private Map<Boolean, List<Element<?, ?>>> split() {
    var refilled = added.stream().map(Element::set).collect(Collectors.toSet());
    return removed.stream()
        .collect(
            Collectors.partitioningBy(
                element -> element.set().isRemovedLate() && !refilled.contains(element.set())));
  }

  NftChange afterChains() {
    return hasChainsToPrepare()
        ? new NftChange(family, false, Map.of(), obsolete, removed, added)
        : this;
  }
}
