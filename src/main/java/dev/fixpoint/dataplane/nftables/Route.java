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
record Route(List<Target> slots) {

  /// More slots than any frontend has.
  private static final int MAX_SLOTS = 1 << 13;

  /// The route that does what `forward` says and moves nothing that `before` has in place.
  ///
  /// @param before null where there is none
  static Route of(Forward forward, Route before) {
    return new Route(Slots.assign(before == null ? List.of() : before.slots(), forward.targets()));
  }

  /// All routes that a table has, as far as they can be told.
  static Map<Frontend, Route> in(Elements elements) {
    var routes = new HashMap<Frontend, Route>();
    elements
        .of(NftSkeleton.VIPS)
        .forEach((frontend, _) -> routes.put(frontend, new Route(new ArrayList<>())));
    var local = elements.of(NftSkeleton.HAIRPIN).keySet();
    elements
        .of(NftSkeleton.SLOTS)
        .forEach(
            (slot, to) -> {
              var route =
                  routes.computeIfAbsent(slot.frontend(), _ -> new Route(new ArrayList<>()));
              route.found(slot.index(), target(to, local));
            });
    return routes;
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
    parts.own(NftSkeleton.VIPS, frontend, slots.size());
    parts.shared(NftSkeleton.ADDRESSES, frontend.address(), Type.Nothing.NOTHING);
    for (int i = 0; i < slots.size(); i++) {
      var target = slots.get(i);
      if (target != null) {
        parts.own(NftSkeleton.SLOTS, new Slot(frontend, i), Endpoint.of(target));
        if (target.local()) {
          parts.shared(NftSkeleton.HAIRPIN, target.address(), Type.Nothing.NOTHING);
        }
      }
    }
    if (!slots.isEmpty()) {
      parts.shared(NftSkeleton.PICKS, slots.size(), NftSkeleton.pick(slots.size()));
      parts.chain(NftSkeleton.draw(slots.size()));
    }
    return parts;
  }
}
