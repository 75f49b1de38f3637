// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.netlink.NftWatch;
import dev.fixpoint.dataplane.netlink.SetBatch;
import dev.fixpoint.dataplane.netlink.SetElement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Our tables in the kernel: read as a whole, changed by transactions, watched.
final class NftTables {

  /// A change of more elements would overrun the watch.
  private static final int MANY = 1_000;

  private final Nft nft;
  private final ElementSink sink;
  private final Set<NftFamily> families;
  private Optional<NftWatch> watch = Optional.empty();

  /// @param families those that the kernel has
  NftTables(Nft nft, ElementSink sink, Set<NftFamily> families) {
    this.nft = nft;
    this.sink = sink;
    this.families = EnumSet.copyOf(families);
  }

  /// As [dev.fixpoint.dataplane.Dataplane#onForeignChange].
  void watch(Runnable then) throws DataplaneException {
    if (nft.isInProcess()) {
      watch = Optional.of(new NftWatch(NftFamily.NAME, then));
    }
  }

  /// The elements of a set of ours, as they are.
  List<SetElement> all(NftFamily family, NftSet<?, ?> set) throws DataplaneException {
    try (var sets = new KernelSets(() -> false)) {
      return sets.all(family, set);
    }
  }

  /// Whether a failure to list tables is of a kernel without nf_tables: netlink's answer to a call
  /// of what is not there. One that lacks a right says `Operation not permitted`.
  static boolean isOfNoTables(DataplaneException failure) {
    return failure.getMessage().contains("cache initialization failed: Invalid argument");
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
    sink.close();
    nft.close();
  }

  /// Both tables, as they are.
  List<NftTable> observe() throws DataplaneException {
    return observe(() -> false).orElseThrow();
  }

  /// As [#observe()]; empty where something else came to wait meanwhile.
  Optional<List<NftTable>> observe(BooleanSupplier waiting) throws DataplaneException {
    var ruleset = nft.ruleset();
    var observed = new ArrayList<NftTable>();
    try (var sets = new KernelSets(waiting)) {
      for (var family : families) {
        observed.add(NftListing.parse(family, ruleset, sets));
      }
      return Optional.of(observed);
    } catch (KernelSets.GivenUp e) {
      return Optional.empty();
    }
  }

  /// Makes all these changes. Tables that are made anew come in one transaction; else chains come
  /// first, then elements, then go those that packets may still ask for, and chains in the end: see
  /// [NftChange].
  void commit(Collection<NftChange> changes) throws DataplaneException {
    script(changes, NftChange::ofChains);
    elements(changes, NftChange::ofElements);
    elements(changes, NftChange::ofLateElements);
    script(changes, NftChange::ofObsoleteChains);
  }

  private void script(Collection<NftChange> all, UnaryOperator<NftChange> part)
      throws DataplaneException {
    var changes = all.stream().map(part).filter(change -> !change.isEmpty()).toList();
    if (!changes.isEmpty()) {
      var script = changes.stream().map(NftText::render).collect(Collectors.joining());
      run(changes, () -> nft.run(script));
    }
  }

  private void elements(Collection<NftChange> all, UnaryOperator<NftChange> part)
      throws DataplaneException {
    var changes = all.stream().map(part).filter(change -> !change.isEmpty()).toList();
    if (!changes.isEmpty()) {
      var batch = new SetBatch();
      changes.forEach(change -> append(batch, change));
      run(changes, () -> sink.commit(batch));
    }
  }

  private static void append(SetBatch batch, NftChange change) {
    int family = change.family().number();
    for (var removed : change.removed()) {
      for (var element : ElementForm.of(removed)) {
        batch.delete(family, NftFamily.NAME, removed.set().name(), element);
      }
    }
    for (var added : change.added()) {
      for (var element : ElementForm.of(added)) {
        batch.add(family, NftFamily.NAME, added.set().name(), element);
      }
    }
  }

  private void run(List<NftChange> changes, NftWatch.Change change) throws DataplaneException {
    int elements = changes.stream().mapToInt(c -> c.removed().size() + c.added().size()).sum();
    if (watch.isPresent() && elements > MANY) {
      watch.get().unwatched(change);
    } else {
      change.run();
    }
  }
}
