// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Which addresses a VirtualService wants, in words that Services have too (KEP-563).
///
/// @param pool the AddressPool that it names
/// @param families that it lists, the primary one first
/// @param policy how many families it wants
/// @param asked the very address that it wants in a family
public record AddressWish(
    Optional<String> pool, List<Family> families, Policy policy, Map<Family, Ip> asked) {

  /// One address, whichever.
  public static final AddressWish ANY =
      new AddressWish(Optional.empty(), List.of(), Policy.SINGLE_STACK, Map.of());

  /// How many families.
  public enum Policy {
    /// One.
    SINGLE_STACK,
    /// One for each that can be had, at least one.
    PREFER_DUAL_STACK,
    /// Two, or none.
    REQUIRE_DUAL_STACK
  }

  public Optional<Ip> asked(Family family) {
    return Optional.ofNullable(asked.get(family));
  }

  /// The families to look for, the primary one first.
  ///
  /// @param present the family of an address that it has already: stays the primary one where
  ///     the wish says nothing, whatever pools come and go
  /// @param served whether any pool has addresses of a family
  public List<Family> families(Optional<Family> present, Predicate<Family> served) {
    var primary =
        families.stream()
            .findFirst()
            .or(() -> asked.keySet().stream().sorted().findFirst())
            .or(() -> present)
            .or(() -> Stream.of(Family.values()).filter(served).findFirst())
            .orElse(Family.IPV4);
    return policy == Policy.SINGLE_STACK ? List.of(primary) : List.of(primary, primary.other());
  }
}
