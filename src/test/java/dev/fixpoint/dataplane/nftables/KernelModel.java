// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.nftables.Element.Address;
import dev.fixpoint.dataplane.nftables.Element.Hairpin;
import dev.fixpoint.dataplane.nftables.Element.Pick;
import dev.fixpoint.dataplane.nftables.Element.Slot;
import dev.fixpoint.dataplane.nftables.Element.Vip;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Does to a table what the kernel does, as strictly: what is deleted must be there, what is added
/// must not, a chain that an element goes to must exist, and cannot be deleted.
final class KernelModel {

  private final NftFamily family;
  private final Map<String, List<String>> chains = new LinkedHashMap<>();
  private final Map<Frontend, Integer> vips = new HashMap<>();
  private final Map<Frontend, SortedMap<Integer, Endpoint>> slots = new HashMap<>();
  private final Set<Integer> picks = new HashSet<>();
  private final Set<Ip> addresses = new HashSet<>();
  private final Set<Ip> hairpin = new HashSet<>();
  private boolean exists;

  KernelModel(NftTable start) {
    family = start.family();
    exists = !start.isAbsent();
    chains.putAll(start.chains());
    vips.putAll(start.vips());
    start.slots().forEach((frontend, s) -> slots.put(frontend, new TreeMap<>(s)));
    picks.addAll(start.picks());
    addresses.addAll(start.addresses());
    hairpin.addAll(start.hairpin());
  }

  NftTable table() {
    return exists
        ? new NftTable(family, chains, vips, slots, picks, addresses, hairpin, List.of())
        : NftTable.absent(family);
  }

  KernelModel apply(NftChange change) {
    if (change.fresh()) {
      List.of(chains, vips, slots).forEach(Map::clear);
      List.of(picks, addresses, hairpin).forEach(Set::clear);
      exists = true;
    }
    must(exists || change.isEmpty(), "a table");
    chains.putAll(change.chains());
    change.removed().forEach(this::delete);
    change.added().forEach(this::add);
    for (var chain : change.obsolete()) {
      must(chains.remove(chain) != null, chain);
      must(picks.stream().map(NftSkeleton::pick).noneMatch(chain::equals), chain);
    }
    return this;
  }

  private void delete(Element element) {
    must(
        switch (element) {
          case Vip(var frontend, _) -> vips.remove(frontend) != null;
          case Slot(var frontend, var index, _) -> removeSlot(frontend, index);
          case Pick(var count) -> picks.remove(count);
          case Address(var ip) -> addresses.remove(ip);
          case Hairpin(var ip) -> hairpin.remove(ip);
        },
        element);
  }

  private boolean removeSlot(Frontend frontend, int index) {
    var of = slots.getOrDefault(frontend, new TreeMap<>());
    boolean was = of.remove(index) != null;
    if (of.isEmpty()) {
      slots.remove(frontend);
    }
    return was;
  }

  private void add(Element element) {
    must(
        switch (element) {
          case Vip(var frontend, var count) -> vips.put(frontend, count) == null;
          case Pick(var count) -> chains.containsKey(NftSkeleton.pick(count)) && picks.add(count);
          case Slot(var frontend, var index, var to) ->
              slots.computeIfAbsent(frontend, _ -> new TreeMap<>()).put(index, to) == null;
          case Address(var ip) -> addresses.add(ip);
          case Hairpin(var ip) -> hairpin.add(ip);
        },
        element);
  }

  private static void must(boolean holds, Object what) {
    if (!holds) {
      throw new AssertionError("the kernel would refuse: " + what);
    }
  }
}
