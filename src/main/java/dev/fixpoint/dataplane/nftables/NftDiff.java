// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.nftables.NftChange.Start;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// How any table becomes the one wanted, touching nothing that is right already. Pure.
///
/// @param differences how many elements, chains and strange things differ
record NftDiff(NftChange change, int differences) {

  static NftDiff between(NftTable have, NftTable want) {
    if (have.isAbsent()) {
      var created = anew(Start.CREATED, want);
      return new NftDiff(created, created.chains().size() + created.added().size() + 1);
    }
    var elements = ElementDiff.between(have.elements(), want.elements());
    var chains = new LinkedHashMap<>(want.chains());
    chains.entrySet().removeIf(chain -> isSame(have.chains().get(chain.getKey()), chain));
    var obsolete = new TreeSet<>(have.chains().keySet());
    obsolete.removeAll(want.chains().keySet());
    int differences =
        elements.differences() + chains.size() + obsolete.size() + have.strange().size();
    if (!have.strange().isEmpty()
        || !obsolete.stream().allMatch(NftSkeleton::comesAndGoes)
        || hooksDiffer(have, want)) {
      return new NftDiff(anew(Start.REPLACED, want), differences);
    }
    return new NftDiff(
        new NftChange(
            want.family(), Start.KEPT, chains, obsolete, elements.removed(), elements.added()),
        differences);
  }

  private static NftChange anew(Start start, NftTable want) {
    var elements = ElementDiff.between(new Elements(), want.elements());
    return new NftChange(
        want.family(), start, want.chains(), Set.of(), List.of(), elements.added());
  }

  private static boolean isSame(List<String> listed, Map.Entry<String, List<String>> wanted) {
    return listed != null && NftSkeleton.same(listed, wanted.getValue());
  }

  /// A chain cannot be moved to another hook, nor become a base chain, where it is.
  private static boolean hooksDiffer(NftTable have, NftTable want) {
    return want.chains().entrySet().stream()
        .anyMatch(
            chain -> {
              var listed = have.chains().get(chain.getKey());
              return listed != null && !hook(listed).equals(hook(chain.getValue()));
            });
  }

  private static String hook(List<String> lines) {
    return NftSkeleton.isHook(lines) ? lines.getFirst() : "";
  }
}
