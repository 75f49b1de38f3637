// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.vip.Family;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The virtual services that shall be: those that are due, and those that have only connections
/// left. Pure, but changed in place.
final class Services {

  /// How the connections to one port of an address are to be shared out.
  ///
  /// @param all null for not at all
  /// @param outside those of clients outside; null where they are treated like all
  record Due(Virtual all, Virtual outside) {

    /// @param inside what clients inside get; null for nothing, as `outside`
    static Due of(Forward inside, Forward outside) {
      var first = serves(inside) ? inside : outside;
      boolean divided = serves(inside) && serves(outside) && !areAlike(inside, outside);
      return new Due(
          serves(first) ? Virtual.of(first) : null, divided ? Virtual.of(outside) : null);
    }

    private static boolean serves(Forward forward) {
      return forward != null && !forward.shares().isEmpty();
    }

    private static boolean areAlike(Forward one, Forward other) {
      return one.shares().equals(other.shares()) && one.balancing().equals(other.balancing());
    }
  }

  private final Tally<Fact> facts;
  private final Marks marks;
  private final Map<Service, Virtual> all = new TreeMap<>();
  private final Map<Service, List<Fact>> reasons = new HashMap<>();
  private final Set<Service> draining = new TreeSet<>();
  private final Map<Family, Integer> marked = new EnumMap<>(Family.class);

  /// @param facts get what services need besides
  /// @param present the services that the kernel has
  Services(Tally<Fact> facts, Marks marks, Map<Service, Virtual> present) {
    this.facts = facts;
    this.marks = marks;
    present.forEach(this::put);
  }

  /// @param port without a mark
  /// @param routed whether its address was the node's own by our doing
  void settle(Service port, Due due, boolean routed) throws DataplaneException {
    settle(port, due.all(), routed);
    var marked = due.outside() == null ? marks.of(port) : marks.give(port);
    if (marked != null) {
      settle(marked, due.outside(), routed);
    }
  }

  private void settle(Service service, Virtual due, boolean routed) {
    var before = all.get(service);
    var after = due;
    if (before != null && !service.isOfFlows()) {
      after = due == null ? before.ending() : due.draining(before);
    }
    put(service, after);
    if (after != null) {
      because(service, due == null ? Facts.ofEnding(service, routed) : Facts.of(service));
    }
  }

  private void put(Service service, Virtual virtual) {
    var before = virtual == null ? all.remove(service) : all.put(service, virtual);
    if (virtual == null) {
      marks.takeBack(service);
      because(service, List.of());
    }
    if (service.isMarked() && (before == null) != (virtual == null)) {
      marked.merge(service.address().family(), before == null ? 1 : -1, Integer::sum);
    }
    if (virtual != null && (virtual.isDraining() || virtual.weights().isEmpty())) {
      draining.add(service);
    } else {
      draining.remove(service);
    }
  }

  private void because(Service service, List<Fact> now) {
    facts.add(now);
    var before = now.isEmpty() ? reasons.remove(service) : reasons.put(service, now);
    if (before != null) {
      facts.remove(before);
    }
  }

  /// Takes the servers away that get no new connections and have none left.
  ///
  /// @param connections of each server, of the services that were asked for
  void release(Map<Service, SortedMap<Server, Long>> connections) {
    for (var service : List.copyOf(draining)) {
      var counts = connections.get(service);
      if (counts == null) {
        continue;
      }
      var virtual = all.get(service);
      for (var server : virtual.weights().keySet()) {
        if (virtual.weights().get(server) == 0 && counts.getOrDefault(server, 0L) == 0) {
          virtual = virtual.without(server);
        }
      }
      put(service, virtual.weights().isEmpty() ? null : virtual);
    }
  }

  Map<Service, Virtual> all() {
    return all;
  }

  /// Those of these ports, marked or not.
  Map<Service, Virtual> of(Collection<Service> ports) {
    var some = new TreeMap<Service, Virtual>();
    for (var port : ports) {
      put(port, some);
      put(marks.of(port), some);
    }
    return some;
  }

  private void put(Service service, Map<Service, Virtual> some) {
    var virtual = service == null ? null : all.get(service);
    if (virtual != null) {
      some.put(service, virtual);
    }
  }

  /// Whether clients outside have any of their own.
  boolean hasMarked(Family family) {
    return marked.getOrDefault(family, 0) > 0;
  }

  /// Those that have servers which get no new connections.
  Set<Service> draining() {
    return draining;
  }
}
