// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.access;

import dev.fixpoint.vip.Ip;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A part of a set of client addresses, as one AddressSet holds it.
///
/// @param set the name of the whole
/// @param shards how many parts there are. Shard 0 says it: the others may lag behind
/// @param addresses sorted, at most [#MAX]
public record Shard(String set, int index, int shards, Set<Ip> addresses) {

  /// The most addresses in a shard: 4,000 of 39 characters are 168 kB, and etcd takes 1.5 MB.
  public static final int MAX = 4_000;

  public Shard {
    addresses = Collections.unmodifiableSet(new TreeSet<>(addresses));
  }

  /// The shards that hold exactly `wanted`, with as few of `existing` changed as possible: an
  /// address stays in its shard, a new one goes to the first with room. Without gaps, from 0; an
  /// empty set has one shard too, so that it can be told from an unknown one.
  ///
  /// @param existing by index; an index that is missing in the result is a shard to delete
  public static List<Shard> pack(String set, Map<Integer, Shard> existing, Collection<Ip> wanted) {
    int count = Math.max(1, (wanted.size() + MAX - 1) / MAX);
    var homeless = new TreeSet<>(wanted);
    var parts = new ArrayList<Set<Ip>>();
    for (int i = 0; i < count; i++) {
      var part = new TreeSet<Ip>();
      var known = Optional.ofNullable(existing.get(i)).map(Shard::addresses).orElse(Set.of());
      for (var ip : known) {
        if (part.size() < MAX && homeless.remove(ip)) {
          part.add(ip);
        }
      }
      parts.add(part);
    }
    var left = homeless.iterator();
    for (var part : parts) {
      while (part.size() < MAX && left.hasNext()) {
        part.add(left.next());
      }
    }
    var shards = new ArrayList<Shard>();
    for (int i = 0; i < count; i++) {
      shards.add(new Shard(set, i, count, parts.get(i)));
    }
    return List.copyOf(shards);
  }

  /// The whole set, as soon as shard 0 and as many as it speaks of are known.
  ///
  /// @param known the shards of one set, by index
  public static Optional<Set<Ip>> join(Map<Integer, Shard> known) {
    var first = known.get(0);
    if (first == null) {
      return Optional.empty();
    }
    var all = new HashSet<Ip>();
    for (int i = 0; i < first.shards(); i++) {
      var part = known.get(i);
      if (part == null) {
        return Optional.empty();
      }
      all.addAll(part.addresses());
    }
    return Optional.of(all);
  }

  /// Those that differ, in the order in which they are to be written, before any is deleted. A
  /// reader that has seen some of these writes only never misses an address that stays: shard 0,
  /// which says how many count, comes last.
  public static List<Shard> toWrite(Map<Integer, Shard> existing, List<Shard> wanted) {
    return wanted.reversed().stream()
        .filter(
            shard -> {
              var before = existing.get(shard.index());
              boolean counts = shard.index() == 0;
              return before == null
                  || !shard.addresses().equals(before.addresses())
                  || (counts && shard.shards() != before.shards());
            })
        .toList();
  }
}
