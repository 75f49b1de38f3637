// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import dev.fixpoint.ipam.Decision.Granted;
import dev.fixpoint.ipam.Decision.Kept;
import dev.fixpoint.ipam.Decision.Regained;
import dev.fixpoint.vip.AddressWish.Policy;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// What the allocator answers to an [Order]: a decision for each family, seen together. Where both
/// families are required there are two addresses or none: what is held of only one, and not routed
/// yet, goes back.
///
/// @param parts for each family that is wanted, the primary one first
/// @param required whether all of them have to be had
/// @param giveBack claims of the VirtualService that it must not keep
public record Allotment(List<Part> parts, boolean required, List<Ip> giveBack) {

  /// One family.
  ///
  /// @param held the address to go on with where the decision is a refusal
  /// @param strayed whether the address is in no pool any more
  public record Part(Family family, Decision decision, Optional<Ip> held, boolean strayed) {

    /// With an address that a pool has, or none.
    public Part(Family family, Decision decision, Optional<Ip> held) {
      this(family, decision, held, false);
    }

    private Part judged(List<Pool> pools) {
      boolean known =
          address().isEmpty() || pools.stream().anyMatch(pool -> pool.contains(address().get()));
      return new Part(family, decision, held, !known);
    }

    public boolean isRefused() {
      return !(decision instanceof Kept
          || decision instanceof Granted
          || decision instanceof Regained);
    }

    private Optional<Ip> address() {
      return switch (decision) {
        case Kept(var ip) -> Optional.of(ip);
        case Granted(var ip, var pool) -> Optional.of(ip);
        case Regained(var claim) -> Optional.of(claim.ip());
        default -> held;
      };
    }
  }

  /// @param pools all pools, judged and in the order of their priority ([Judgement])
  public static Allotment decide(
      Order order, List<Pool> pools, Ledger ledger, RandomGenerator random) {
    var held = ledger.heldBy(order.uid(), order.use());
    var present =
        order.routed().stream().findFirst().or(() -> held.stream().findFirst()).map(Ip::family);
    var wish = order.wish();
    var families = wish.families(present, family -> serve(pools, order, family));
    boolean required = wish.policy() == Policy.REQUIRE_DUAL_STACK;
    var parts = new ArrayList<Part>();
    for (var family : families) {
      var decision = Allocator.decide(order.of(family), pools, ledger, random);
      var ofFamily =
          held.stream()
              .filter(ip -> ip.family() == family)
              .filter(ip -> !required || order.routed().contains(ip))
              .toList();
      var fallback =
          ofFamily.stream()
              .filter(order.routed()::contains)
              .findFirst()
              .or(() -> ofFamily.stream().findFirst());
      parts.add(new Part(family, decision, fallback).judged(pools));
    }
    boolean half = required && parts.stream().anyMatch(Part::isRefused);
    var unrouted = held.stream().filter(ip -> !order.routed().contains(ip)).toList();
    return new Allotment(List.copyOf(parts), required, half ? unrouted : List.of());
  }

  private static boolean serve(List<Pool> pools, Order order, Family family) {
    return pools.stream()
        .filter(pool -> pool.rules().use() == order.use())
        .filter(pool -> order.wish().pool().map(pool.name()::equals).orElse(true))
        .anyMatch(pool -> pool.serves(family));
  }

  /// Whether the VirtualService lacks what it needs: any family where all are required, else
  /// every one.
  public boolean isRefused() {
    return required
        ? parts.stream().anyMatch(Part::isRefused)
        : parts.stream().allMatch(Part::isRefused);
  }

  /// Whether it has all that it wants, so that no address that comes free matters to it.
  public boolean isComplete() {
    return parts.stream().noneMatch(Part::isRefused);
  }

  /// What has to be claimed; none where it would be only half of what is required.
  public List<Granted> toClaim() {
    return decisions(Granted.class);
  }

  /// The claims that have to be made its own; none where it would be only half of what is required.
  public List<Regained> toRegain() {
    return decisions(Regained.class);
  }

  private <T extends Decision> List<T> decisions(Class<T> kind) {
    return required && isRefused()
        ? List.of()
        : parts.stream().map(Part::decision).filter(kind::isInstance).map(kind::cast).toList();
  }

  /// Of the addresses to route, those that neither a node routes yet nor this allotment claims:
  /// known from a view of the store alone, which may lag.
  public List<Ip> unproven(Order order) {
    var fresh =
        Stream.concat(
                toClaim().stream().map(Granted::ip), toRegain().stream().map(r -> r.claim().ip()))
            .toList();
    return addresses().stream()
        .filter(ip -> !order.routed().contains(ip) && !fresh.contains(ip))
        .toList();
  }

  /// The families of the addresses to route; the wanted ones as long as there is none.
  public List<Family> families() {
    var routed = addresses().stream().map(Ip::family).toList();
    return routed.isEmpty() ? parts.stream().map(Part::family).toList() : routed;
  }

  /// The addresses to route, the primary one first: those decided on, or — where the user asks for
  /// what can't be had — those routed so far.
  public List<Ip> addresses() {
    boolean half = required && isRefused();
    return parts.stream().flatMap(part -> (half ? part.held() : part.address()).stream()).toList();
  }
}
