// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import dev.fixpoint.vip.Ip;
import java.util.List;

/// What the allocator answers to a [Request].
public sealed interface Decision {

  /// It holds this address already and keeps it.
  record Kept(Ip ip) implements Decision {}

  /// Nobody is known to hold this address: claim it. Creating the claim may still fail, because
  /// the store decides and not this view of it.
  record Granted(Ip ip, String pool) implements Decision {}

  /// A claim that names it is there and not its own: of an earlier VirtualService of its name, or
  /// one that somebody has edited. Make it its own; that may still fail, as with [Granted].
  record Regained(Claim claim) implements Decision {}

  /// Every address of these pools is held.
  ///
  /// @param capacity how many they hand out in this family; what is reserved is not among them
  record Exhausted(List<String> pools, long capacity) implements Decision {}

  /// The address that it asks for is held.
  ///
  /// @param holder who holds it; `in use` where that is in another namespace, which is not
  ///     disclosed
  record Taken(Ip ip, String holder) implements Decision {}

  /// The address that it asks for is in none of the pools that it may use.
  record OutOfRange(Ip ip, List<String> pools) implements Decision {}

  /// The address that it asks for is set aside in its pool.
  record Reserved(Ip ip, String pool) implements Decision {}

  /// There is no pool of that name.
  record NoSuchPool(String pool, List<String> existing) implements Decision {}

  /// The pool that it names does not serve it.
  ///
  /// @param why as it continues `AddressPool NAME ...`
  record NotAllowed(String pool, String why) implements Decision {}

  /// The pool hands out nothing because it overlaps an older one.
  record PoolConflict(String pool, String why) implements Decision {}

  /// No pool has addresses of the family.
  record NoPool(String family) implements Decision {}
}
