// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.nftables.NftChange.Start;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Does to a table what the kernel does, as strictly: what is deleted must be there, what is added
/// must not, a chain that an element goes to must exist, and cannot be deleted.
final class KernelModel {

  private final NftFamily family;
  private final Map<String, List<String>> chains = new LinkedHashMap<>();
  private final Map<NftSet<?, ?>, Map<Object, Element<?, ?>>> sets = new HashMap<>();
  private boolean exists;

  KernelModel(NftTable start) {
    family = start.family();
    exists = !start.isAbsent();
    chains.putAll(start.chains());
    for (var set : start.elements().sets()) {
      start.elements().sorted(set).forEach(this::add);
    }
  }

  NftTable table() {
    var elements = new Elements();
    sets.values().forEach(set -> set.values().forEach(elements::add));
    return exists ? new NftTable(family, chains, elements, List.of()) : NftTable.absent(family);
  }

  KernelModel apply(NftChange change) {
    if (change.start() != Start.KEPT) {
      must(change.start() == Start.REPLACED || !exists, "no table");
      chains.clear();
      sets.clear();
      exists = true;
    }
    must(exists || change.isEmpty(), "a table");
    chains.putAll(change.chains());
    change.removed().forEach(this::delete);
    change.added().forEach(this::add);
    for (var chain : change.obsolete()) {
      must(chains.remove(chain) != null, chain);
      must(set(NftSkeleton.PICKS).values().stream().noneMatch(e -> e.value().equals(chain)), chain);
    }
    return this;
  }

  private void delete(Element<?, ?> element) {
    must(set(element.set()).remove(element.key()) != null, element);
  }

  private void add(Element<?, ?> element) {
    boolean leadsSomewhere =
        element.set() != NftSkeleton.PICKS || chains.containsKey((String) element.value());
    must(leadsSomewhere && set(element.set()).put(element.key(), element) == null, element);
  }

  private Map<Object, Element<?, ?>> set(NftSet<?, ?> set) {
    return sets.computeIfAbsent(set, _ -> new HashMap<>());
  }

  private static void must(boolean holds, Object what) {
    if (!holds) {
      throw new AssertionError("the kernel would refuse: " + what);
    }
  }
}
