// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.access.Shard;
import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.wire.AddressSetWire;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The clients that AddressSets list.
final class ClientSets {
  private ClientSets() {}

  /// By the name of the set; those of which shards are missing are left out.
  static Map<String, Set<Ip>> of(Collection<AddressSet> resources) {
    var shards = new HashMap<String, Map<Integer, Shard>>();
    resources.stream()
        .flatMap(set -> AddressSetWire.parse(set).value().stream())
        .forEach(
            shard ->
                shards
                    .computeIfAbsent(shard.set(), _ -> new HashMap<>())
                    .put(shard.index(), shard));
    var sets = new HashMap<String, Set<Ip>>();
    shards.forEach((set, parts) -> Shard.join(parts).ifPresent(ips -> sets.put(set, ips)));
    return sets;
  }
}
