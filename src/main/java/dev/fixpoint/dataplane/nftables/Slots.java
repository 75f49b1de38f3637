// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Which target has which slots. Pure.
final class Slots {

  private Slots() {}

  /// Gives each target so many slots of 0 to N-1. A target keeps the slots it has, as far as it
  /// may have as many; where some become free, those of the last slots move into the holes; those
  /// that come take what is left, in their own order and by turns. So one target that comes, goes
  /// or is replaced touches three elements at most, for each of its slots.
  ///
  /// @param have the slots as they are: may have holes (null), repetitions and strangers
  static List<Target> assign(List<Target> have, Map<Target, Integer> counts) {
    var targets = byEndpoint(counts.keySet());
    var waiting = new HashMap<Endpoint, Integer>();
    counts.forEach((target, count) -> waiting.merge(Endpoint.of(target), count, Integer::max));
    var slots = new Target[waiting.values().stream().mapToInt(Integer::intValue).sum()];
    var moving = new ArrayDeque<Target>();
    for (int i = 0; i < have.size(); i++) {
      var endpoint = have.get(i) == null ? null : Endpoint.of(have.get(i));
      if (endpoint == null || waiting.getOrDefault(endpoint, 0) == 0) {
        continue;
      }
      waiting.merge(endpoint, -1, Integer::sum);
      if (i < slots.length) {
        slots[i] = targets.get(endpoint);
      } else {
        moving.add(targets.get(endpoint));
      }
    }
    for (boolean more = true; more; ) {
      more = false;
      for (var target : counts.keySet()) {
        var endpoint = Endpoint.of(target);
        if (waiting.get(endpoint) > 0) {
          waiting.merge(endpoint, -1, Integer::sum);
          moving.add(targets.get(endpoint));
          more = true;
        }
      }
    }
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] == null) {
        slots[i] = moving.remove();
      }
    }
    return List.copyOf(Arrays.asList(slots));
  }

  /// Gives each target one number from 1 on, which it keeps as long as it lives, whoever leaves:
  /// what clients remember. Number 0 is another one of the first target, for a client whose
  /// number has gone at this very moment.
  ///
  /// @param have as it is: may have holes (null) and strangers
  /// @return as `have`, with holes
  static List<Target> number(List<Target> have, Collection<Target> wanted) {
    var targets = byEndpoint(wanted);
    var numbered = new ArrayList<Target>();
    var placed = new HashSet<Endpoint>();
    for (int i = 0; i < have.size(); i++) {
      var endpoint = have.get(i) == null ? null : Endpoint.of(have.get(i));
      boolean stays = i > 0 && targets.containsKey(endpoint) && placed.add(endpoint);
      numbered.add(stays ? targets.get(endpoint) : null);
    }
    int next = 1;
    for (var target : targets.values()) {
      if (placed.add(Endpoint.of(target))) {
        while (next < numbered.size() && numbered.get(next) != null) {
          next++;
        }
        while (numbered.size() <= next) {
          numbered.add(null);
        }
        numbered.set(next, target);
      }
    }
    while (!numbered.isEmpty() && numbered.getLast() == null) {
      numbered.removeLast();
    }
    if (!numbered.isEmpty()) {
      var first = numbered.stream().skip(1).filter(target -> target != null).findFirst();
      numbered.set(0, first.orElseThrow());
    }
    return numbered;
  }

  /// One target for each endpoint: said to be local and not, it is local. In their order.
  private static Map<Endpoint, Target> byEndpoint(Collection<Target> targets) {
    var byEndpoint = new java.util.LinkedHashMap<Endpoint, Target>();
    for (var target : targets) {
      byEndpoint.merge(Endpoint.of(target), target, (a, b) -> a.local() ? a : b);
    }
    return byEndpoint;
  }
}
