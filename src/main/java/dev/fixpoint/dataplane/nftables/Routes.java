// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.forwarding.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Reads from the elements of a table how it forwards, as far as that can be told. Pure.
final class Routes {

  private final Elements elements;
  private final Set<?> local;
  private final Map<Frontend, List<Target>> slots = new HashMap<>();
  private final Map<Frontend, List<Integer>> draws = new HashMap<>();

  private Routes(Elements elements) {
    this.elements = elements;
    this.local = elements.of(NftSkeleton.HAIRPIN).keySet();
  }

  /// Of every frontend that has any element of its own.
  static Map<Frontend, Route> in(Elements elements) {
    return new Routes(elements).read();
  }

  private Map<Frontend, Route> read() {
    elements.of(NftSkeleton.SLOTS).forEach((slot, to) -> put(slots, slot, target(to)));
    elements.of(NftSkeleton.DRAWS).forEach((slot, number) -> put(draws, slot, number));
    var routes = new HashMap<Frontend, Route>();
    slots.keySet().forEach(frontend -> routes.put(frontend, route(frontend)));
    elements.of(NftSkeleton.VIPS).keySet().forEach(f -> routes.put(f, route(f)));
    elements.of(NftSkeleton.OUTER).keySet().forEach(f -> routes.put(f, route(f)));
    return routes;
  }

  private Route route(Frontend frontend) {
    var numbers = frontend.isOutside() ? NftSkeleton.OUTER : NftSkeleton.VIPS;
    int number = elements.of(numbers).getOrDefault(frontend, 0);
    var has = slots.getOrDefault(frontend, List.of());
    var drawn = draws.getOrDefault(frontend, List.of());
    return new Route(
        Pick.of(number),
        has,
        drawn.stream().anyMatch(Objects::isNull) ? List.of() : drawn,
        number == NftSkeleton.DROP,
        elements.of(NftSkeleton.NODE_PORTS).containsKey(frontend.on(Side.INSIDE)));
  }

  private Target target(Endpoint endpoint) {
    return new Target(endpoint.address(), endpoint.port(), local.contains(endpoint.address()));
  }

  private static <T> void put(Map<Frontend, List<T>> lists, Slot slot, T value) {
    if (slot.index() < 0 || slot.index() > Pick.MAX_SLOTS) {
      return;
    }
    var list = lists.computeIfAbsent(slot.frontend(), _ -> new ArrayList<>());
    if (list.size() <= slot.index()) {
      list.addAll(Collections.nCopies(slot.index() + 1 - list.size(), null));
    }
    list.set(slot.index(), value);
  }
}
