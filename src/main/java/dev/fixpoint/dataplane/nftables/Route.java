// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How the kernel forwards one frontend: which slot leads where. Pure.
///
/// @param slots the target of each slot; where it was read from a kernel, null for one that is
///     missing
/// @param drops whether a connection is dropped, not refused, where there is no slot
/// @param ofNode whether the frontend is at an address of the node itself
record Route(List<Target> slots, boolean drops, boolean ofNode) {

  /// More slots than any frontend has.
  private static final int MAX_SLOTS = 1 << 13;

  /// The route that does what `forward` says and moves nothing that `before` has in place.
  ///
  /// @param before null where there is none
  static Route of(Forward forward, Route before) {
    var have = before == null ? List.<Target>of() : before.slots();
    var guard = forward.guard();
    return new Route(Slots.assign(have, forward.targets()), guard.drops(), guard.ofNode());
  }

  /// All routes that a table has, as far as they can be told.
  static Map<Frontend, Route> in(Elements elements) {
    var routes = new HashMap<Frontend, Route>();
    for (var frontends : List.of(NftSkeleton.VIPS, NftSkeleton.OUTER)) {
      elements
          .of(frontends)
          .forEach((frontend, number) -> routes.put(frontend, empty(frontend, number, elements)));
    }
    var local = elements.of(NftSkeleton.HAIRPIN).keySet();
    elements
        .of(NftSkeleton.SLOTS)
        .forEach(
            (slot, to) -> {
              var route = routes.computeIfAbsent(slot.frontend(), f -> empty(f, 0, elements));
              route.found(slot.index(), target(to, local));
            });
    return routes;
  }

  private static Route empty(Frontend frontend, int number, Elements elements) {
    boolean ofNode = elements.of(NftSkeleton.NODE_PORTS).containsKey(inside(frontend));
    return new Route(new ArrayList<>(), number == NftSkeleton.DROP, ofNode);
  }

  private static Frontend inside(Frontend frontend) {
    return new Frontend(frontend.address(), frontend.protocol(), frontend.port());
  }

  private void found(int index, Target target) {
    if (index < 0 || index >= MAX_SLOTS) {
      return;
    }
    if (slots.size() <= index) {
      slots.addAll(Collections.nCopies(index + 1 - slots.size(), null));
    }
    slots.set(index, target);
  }

  private static Target target(Endpoint endpoint, Set<?> local) {
    return new Target(endpoint.address(), endpoint.port(), local.contains(endpoint.address()));
  }

  /// What this brings into the table.
  Parts parts(Frontend frontend) {
    var parts = new Parts();
    int number = slots.isEmpty() && drops ? NftSkeleton.DROP : slots.size();
    parts.own(frontend.isOutside() ? NftSkeleton.OUTER : NftSkeleton.VIPS, frontend, number);
    address(frontend, parts);
    for (int i = 0; i < slots.size(); i++) {
      var target = slots.get(i);
      if (target != null) {
        parts.own(NftSkeleton.SLOTS, new Slot(frontend, i), Endpoint.of(target));
        if (target.local()) {
          parts.shared(NftSkeleton.HAIRPIN, target.address(), Type.Nothing.NOTHING);
        }
      }
    }
    if (number > 0) {
      parts.shared(NftSkeleton.PICKS, slots.size(), NftSkeleton.pick(slots.size()));
      parts.chain(NftSkeleton.draw(slots.size()));
    }
    return parts;
  }

  private void address(Frontend frontend, Parts parts) {
    if (!ofNode) {
      var set = frontend.isOutside() ? NftSkeleton.EDGE : NftSkeleton.ADDRESSES;
      parts.shared(set, frontend.address(), Type.Nothing.NOTHING);
    } else if (frontend.isOutside()) {
      parts.own(NftSkeleton.NODE_PORTS, inside(frontend), Type.Nothing.NOTHING);
    }
  }
}
