// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What is held, as far as this process has seen: a view of the store, never the truth, which is
/// in the API server alone. Finding a free address takes O(log claims), whatever the size of the
/// pool and however full it is, because neighbouring held addresses are kept merged into runs.
///
/// Safe for use by several threads.
public final class Ledger {
  private final NavigableMap<Ip, Claim> claims = new TreeMap<>();
  private final NavigableMap<Ip, Ip> runs = new TreeMap<>(); // first held address → last
  private final Map<String, SortedSet<Ip>> byOwner = new HashMap<>();
  private final Map<String, SortedSet<Ip>> byHolder = new HashMap<>();

  /// Notes a claim, in place of an earlier one of the same address.
  public synchronized void put(Claim claim) {
    var before = claims.put(claim.ip(), claim);
    if (before == null) {
      join(claim.ip());
    } else {
      forget(before);
    }
    if (claim.isOurs()) {
      byOwner.computeIfAbsent(claim.ownerUid(), uid -> new TreeSet<>()).add(claim.ip());
    }
    byHolder.computeIfAbsent(claim.holder(), holder -> new TreeSet<>()).add(claim.ip());
  }

  public synchronized void remove(Ip ip) {
    var claim = claims.remove(ip);
    if (claim == null) {
      return;
    }
    split(ip);
    forget(claim);
  }

  public synchronized Optional<Claim> holder(Ip ip) {
    return Optional.ofNullable(claims.get(ip));
  }

  /// The addresses claimed for one VirtualService, in order.
  public synchronized List<Ip> heldBy(String ownerUid) {
    return List.copyOf(byOwner.getOrDefault(ownerUid, new TreeSet<>()));
  }

  /// Those of [#heldBy(String)] that are for this use.
  public synchronized List<Ip> heldBy(String ownerUid, Pool.Use use) {
    return heldBy(ownerUid).stream().filter(ip -> claims.get(ip).use() == use).toList();
  }

  /// The claims that name this VirtualService, made for it or for an earlier one of its name.
  public synchronized List<Claim> naming(Key owner) {
    return byHolder.getOrDefault(Claim.holderOf(owner), new TreeSet<>()).stream()
        .map(claims::get)
        .toList();
  }

  /// All claims, whoever holds them.
  public synchronized List<Claim> all() {
    return List.copyOf(claims.values());
  }

  /// All claims of VirtualServices, in the order of their addresses.
  public synchronized List<Claim> ours() {
    return claims.values().stream().filter(Claim::isOurs).toList();
  }

  /// How many addresses of the range are held, by whomever. Takes O(that number).
  public synchronized long heldIn(IpRange range) {
    return claims.subMap(range.first(), true, range.last(), true).size();
  }

  /// The addresses of the range that something else than a VirtualService holds.
  public synchronized List<IpRange> foreignIn(IpRange range) {
    return claims.subMap(range.first(), true, range.last(), true).values().stream()
        .filter(claim -> !claim.isOurs())
        .map(claim -> new IpRange(claim.ip(), claim.ip()))
        .toList();
  }

  /// The first address of the range, at or after `from`, that nobody holds; where there is none,
  /// the first before it.
  public synchronized Optional<Ip> free(IpRange range, Ip from) {
    return firstFree(from, range.last()).or(() -> firstFree(range.first(), from));
  }

  private Optional<Ip> firstFree(Ip from, Ip last) {
    var run = runs.floorEntry(from);
    var candidate =
        run == null || run.getValue().compareTo(from) < 0 ? from : run.getValue().plus(1);
    boolean inside = candidate.compareTo(from) >= 0 && candidate.compareTo(last) <= 0;
    return inside ? Optional.of(candidate) : Optional.empty();
  }

  private void join(Ip ip) {
    var below = runs.floorEntry(ip);
    boolean touchesBelow = below != null && below.getValue().plus(1).equals(ip);
    var first = touchesBelow ? below.getKey() : ip;
    var next = ip.plus(1);
    var above = next.compareTo(ip) > 0 ? runs.remove(next) : null; // the last address has no next
    runs.put(first, above == null ? ip : above);
  }

  private void split(Ip ip) {
    var run = runs.floorEntry(ip);
    var first = run.getKey();
    var last = run.getValue();
    if (first.equals(ip)) {
      runs.remove(first);
    } else {
      runs.put(first, ip.plus(-1));
    }
    if (!last.equals(ip)) {
      runs.put(ip.plus(1), last);
    }
  }

  private void forget(Claim claim) {
    forget(byOwner, claim.ownerUid(), claim.ip());
    forget(byHolder, claim.holder(), claim.ip());
  }

  private static void forget(Map<String, SortedSet<Ip>> index, String key, Ip ip) {
    index.computeIfPresent(
        key,
        (same, ips) -> {
          ips.remove(ip);
          return ips.isEmpty() ? null : ips;
        });
  }
}
