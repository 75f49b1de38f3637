// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.netlink.NftWatch;
import dev.fixpoint.dataplane.netlink.SetElement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Our tables in the kernel: read as a whole, changed by transactions, watched.
final class NftTables {

  /// A change of more elements would overrun the watch.
  private static final int MANY = 1_000;

  private final Nft nft;
  private Optional<NftWatch> watch = Optional.empty();

  /// Whether this kernel turned out to be one before 6.2.
  private boolean keepsChains;

  NftTables(Nft nft) {
    this.nft = nft;
  }

  /// As [dev.fixpoint.dataplane.Dataplane#onForeignChange].
  void watch(Runnable then) throws DataplaneException {
    if (nft.isInProcess()) {
      watch = Optional.of(new NftWatch(NftFamily.NAME, then));
    }
  }

  /// The elements of a set of ours, as they are.
  List<SetElement> all(NftFamily family, NftSet<?, ?> set) throws DataplaneException {
    try (var sets = new KernelSets()) {
      return sets.all(family, set);
    }
  }

  void delete() throws DataplaneException {
    var ruleset = nft.ruleset();
    var script = new StringBuilder();
    for (var family : NftFamily.values()) {
      if (NftListing.has(family, ruleset)) {
        script.append("delete table ").append(family.table()).append('\n');
      }
    }
    if (!script.isEmpty()) {
      nft.run(script.toString());
    }
  }

  void close() {
    watch.ifPresent(NftWatch::close);
    nft.close();
  }

  /// Both tables, as they are.
  List<NftTable> observe() throws DataplaneException {
    var ruleset = nft.ruleset();
    var observed = new ArrayList<NftTable>();
    try (var sets = new KernelSets()) {
      for (var family : NftFamily.values()) {
        observed.add(NftListing.parse(family, ruleset, sets));
      }
    }
    return observed;
  }

  /// Makes all these changes.
  void commit(Collection<NftChange> all) throws DataplaneException {
    commitNow(all.stream().map(NftChange::withoutLate).toList());
    commitNow(all.stream().map(NftChange::late).toList());
  }

  private void commitNow(Collection<NftChange> all) throws DataplaneException {
    var changes = all.stream().filter(change -> !change.isEmpty()).toList();
    if (changes.isEmpty()) {
      return;
    }
    if (changes.stream().anyMatch(NftChange::hasChainsToPrepare)) {
      run(changes.stream().map(NftChange::chainsToPrepare).toList());
      changes = changes.stream().map(NftChange::afterChains).toList();
    }
    if (!keepsChains) {
      try {
        run(changes);
        return;
      } catch (DataplaneException e) {
        boolean chainBusy =
            e.getMessage().endsWith("Device or resource busy")
                && changes.stream().anyMatch(change -> !change.obsolete().isEmpty());
        if (!chainBusy) {
          throw e;
        }
      }
    }
    run(changes.stream().map(NftChange::keepingChains).toList());
    keepsChains = true;
  }

  private void run(List<NftChange> changes) throws DataplaneException {
    var script = changes.stream().map(NftText::render).collect(Collectors.joining());
    int elements = changes.stream().mapToInt(c -> c.removed().size() + c.added().size()).sum();
    if (watch.isPresent() && elements > MANY) {
      watch.get().unwatched(() -> nft.run(script));
    } else {
      nft.run(script);
    }
  }
}
