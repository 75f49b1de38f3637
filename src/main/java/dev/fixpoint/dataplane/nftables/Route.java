// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.nftables.Type.Nothing;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.forwarding.Guard;
import dev.fixpoint.forwarding.SourceTable;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Balancing.Algorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How the kernel forwards one frontend. Pure.
///
/// @param pick how a connection draws a slot; empty to refuse it
/// @param slots which slot leads where; with affinity, which number that a client remembers.
///     Null where one is missing
/// @param draws with affinity: which slot gives which number
/// @param drops whether it is dropped, not refused, where there is no pick
/// @param ofNode whether the frontend is at an address of the node itself
record Route(
    Optional<Pick> pick, List<Target> slots, List<Integer> draws, boolean drops, boolean ofNode) {

  /// Up to so many targets the small table of hashes does.
  private static final int FEW = 100;

  /// Primes.
  private static final int SMALL = 1021;

  private static final int LARGE = 8191;

  static final Route REFUSAL = refusal(Guard.NONE);

  private static Route refusal(Guard guard) {
    return new Route(Optional.empty(), List.of(), List.of(), guard.drops(), guard.ofNode());
  }

  /// The route that does what `forward` says and moves nothing that `before` has in place.
  ///
  /// @param before null where there is none
  static Route of(Frontend frontend, Forward forward, Route before) {
    if (forward.shares().isEmpty()) {
      return refusal(forward.guard());
    }
    boolean ofNode = forward.guard().ofNode();
    var old = before == null ? REFUSAL : before;
    boolean sticky = forward.balancing().affinitySeconds() > 0;
    boolean hashed = forward.balancing().algorithm() == Algorithm.SourceHash;
    var have = sticky ? old.drawn() : old.slots();
    var table =
        hashed
            ? SourceTable.of(forward.shares(), hashes(forward))
            : Slots.assign(have, Shares.of(forward.shares()));
    int lane = Math.floorMod(hash(frontend), Pick.LANES);
    var pick = Optional.of(Pick.of(forward.balancing(), table.size(), lane));
    if (!sticky) {
      return new Route(pick, table, List.of(), false, ofNode);
    }
    var numbers = Slots.number(old.isSticky() ? old.slots() : List.of(), forward.targets());
    var draws = new ArrayList<Integer>();
    for (var target : table) {
      draws.add(1 + numbers.subList(1, numbers.size()).indexOf(target));
    }
    return new Route(pick, numbers, draws, false, ofNode);
  }

  /// How many hashes of clients are told apart.
  private static int hashes(Forward forward) {
    return forward.targets().size() <= FEW ? SMALL : LARGE;
  }

  /// The same on all nodes and at all times.
  private static int hash(Frontend frontend) {
    var address = frontend.address();
    long bits = address.high() * 31 + address.low() * 17 + frontend.port();
    return (int) ((bits ^ bits >>> 32) * 31 + frontend.protocol().number());
  }

  boolean isSticky() {
    return pick.isPresent() && pick.get().isSticky();
  }

  /// Which slot leads where, with affinity, too.
  private List<Target> drawn() {
    if (!isSticky()) {
      return slots;
    }
    var drawn = new ArrayList<Target>();
    for (int number : draws) {
      drawn.add(number > 0 && number < slots.size() ? slots.get(number) : null);
    }
    return drawn;
  }

  /// What this brings into the table.
  Parts parts(Frontend frontend) {
    var parts = new Parts();
    var family = NftFamily.of(frontend.address());
    int number = pick.map(Pick::number).orElse(drops ? NftSkeleton.DROP : 0);
    parts.own(frontend.isOutside() ? NftSkeleton.OUTER : NftSkeleton.VIPS, frontend, number);
    address(frontend, parts);
    for (int i = 0; i < slots.size(); i++) {
      var target = slots.get(i);
      if (target != null) {
        parts.own(NftSkeleton.SLOTS, new Slot(frontend, i), Endpoint.of(target));
        if (target.local()) {
          parts.shared(NftSkeleton.HAIRPIN, target.address(), Nothing.NOTHING);
        }
      }
    }
    for (int i = 0; i < draws.size(); i++) {
      parts.own(NftSkeleton.DRAWS, new Slot(frontend, i), draws.get(i));
    }
    pick.ifPresent(
        p -> {
          parts.shared(NftSkeleton.PICKS, p.number(), p.name());
          parts.chain(p.chain(family));
        });
    return parts;
  }

  private void address(Frontend frontend, Parts parts) {
    if (!ofNode) {
      var set = frontend.isOutside() ? NftSkeleton.EDGE : NftSkeleton.ADDRESSES;
      parts.shared(set, frontend.address(), Nothing.NOTHING);
    } else if (frontend.isOutside()) {
      parts.own(NftSkeleton.NODE_PORTS, frontend.on(Side.INSIDE), Nothing.NOTHING);
    }
  }
}
