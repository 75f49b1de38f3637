// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.netlink.NftWatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /// As [Nft#list].
  String list(String what) throws DataplaneException {
    return nft.list(what);
  }

  void delete() throws DataplaneException {
    var script = new StringBuilder();
    for (var family : present()) {
      script.append("delete table ").append(family.table()).append('\n');
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
    var present = present();
    var observed = new ArrayList<NftTable>();
    for (var family : NftFamily.values()) {
      observed.add(
          present.contains(family)
              ? NftText.parse(family, nft.list("table " + family.table()))
              : NftTable.absent(family));
    }
    return observed;
  }

  private Set<NftFamily> present() throws DataplaneException {
    var tables = nft.list("tables").lines().collect(Collectors.toSet());
    var present = new HashSet<NftFamily>();
    for (var family : NftFamily.values()) {
      if (tables.contains("table " + family.table())) {
        present.add(family);
      }
    }
    return present;
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
