// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Frontend;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// How any table becomes the one wanted, touching nothing that is right already. Pure.
///
/// @param differences how many elements, chains and strange things differ
record NftDiff(NftChange change, int differences) {

  private static final SortedMap<Integer, Endpoint> NONE =
      Collections.unmodifiableSortedMap(new TreeMap<>());

  static NftDiff between(NftTable have, NftTable want) {
    var elements = elements(have, want);
    var chains = new LinkedHashMap<>(want.chains());
    chains.entrySet().removeIf(chain -> isSame(have.chains().get(chain.getKey()), chain));
    var obsolete = new TreeSet<>(have.chains().keySet());
    obsolete.removeAll(want.chains().keySet());
    int differences =
        elements.differences() + chains.size() + obsolete.size() + have.strange().size();
    if (!have.strange().isEmpty()
        || !obsolete.stream().allMatch(NftDiff::isPick)
        || hooksDiffer(have, want)) {
      return new NftDiff(fresh(want), differences);
    }
    return new NftDiff(
        new NftChange(want.family(), false, chains, obsolete, elements.removed(), elements.added()),
        differences);
  }

  private static NftChange fresh(NftTable want) {
    var elements = elements(NftTable.absent(want.family()), want);
    return new NftChange(want.family(), true, want.chains(), Set.of(), List.of(), elements.added());
  }

  private static ElementDiff elements(NftTable have, NftTable want) {
    var elements = new ElementDiff();
    var frontends = new TreeSet<Frontend>(have.vips().keySet());
    frontends.addAll(have.slots().keySet());
    frontends.addAll(want.vips().keySet());
    for (var frontend : frontends) {
      elements.vip(frontend, have.vips().get(frontend), want.vips().get(frontend));
      elements.slots(
          frontend,
          have.slots().getOrDefault(frontend, NONE),
          want.slots().getOrDefault(frontend, NONE));
    }
    elements.picks(
        ElementDiff.missing(want.picks(), have.picks()),
        ElementDiff.missing(have.picks(), want.picks()));
    elements.addresses(
        ElementDiff.missing(want.addresses(), have.addresses()),
        ElementDiff.missing(have.addresses(), want.addresses()));
    elements.hairpin(
        ElementDiff.missing(want.hairpin(), have.hairpin()),
        ElementDiff.missing(have.hairpin(), want.hairpin()));
    return elements;
  }

  private static boolean isSame(List<String> listed, Map.Entry<String, List<String>> wanted) {
    return listed != null && NftSkeleton.same(listed, wanted.getValue());
  }

  private static boolean isPick(String chain) {
    return chain.matches("pick-[0-9]+");
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
