// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import dev.fixpoint.dataplane.netlink.Flow.Endpoint;
import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where the UDP flows of each frontend may go, and whose they may be. Pure.
final class Destinations {

  private record Destination(Set<Endpoint> endpoints, Optional<Access> access) {}

  private final Map<Frontend, Destination> known = new HashMap<>();
  private final Map<String, Set<Frontend>> bySet = new HashMap<>();
  private final Set<Frontend> doubtful = new HashSet<>();
  private NodeRules rules = NodeRules.NONE;

  /// Takes over what is in force from now on. Frontends of other protocols do not matter.
  ///
  /// @param gone frontends that are no more
  void expect(Map<Frontend, Forward> changed, Set<Frontend> gone, NodeRules now) {
    for (var frontend : gone) {
      if (frontend.protocol() == Protocol.UDP) {
        put(frontend, null);
      }
    }
    changed.forEach(
        (frontend, forward) -> {
          if (frontend.protocol() == Protocol.UDP && !gone.contains(frontend)) {
            var endpoints = new HashSet<Endpoint>();
            forward.targets().forEach(t -> endpoints.add(new Endpoint(t.address(), t.port())));
            put(frontend, new Destination(endpoints, forward.access()));
          }
        });
    rules.clients().forEach((set, clients) -> follow(set, clients, now));
    rules = now;
  }

  private void put(Frontend frontend, Destination destination) {
    doubtful.add(frontend.on(Side.INSIDE));
    var before = destination == null ? known.remove(frontend) : known.put(frontend, destination);
    if (before != null) {
      before.access().ifPresent(a -> a.sets().forEach(s -> bySet.get(s).remove(frontend)));
    }
    if (destination != null) {
      destination
          .access()
          .ifPresent(
              access ->
                  access
                      .sets()
                      .forEach(
                          set -> bySet.computeIfAbsent(set, s -> new HashSet<>()).add(frontend)));
    }
  }

  /// A client that comes takes no right from any flow.
  private void follow(String set, Set<Ip> before, NodeRules now) {
    var users = bySet.getOrDefault(set, Set.of());
    var after = now.clients().getOrDefault(set, Set.of());
    if (users.isEmpty()) {
      bySet.remove(set);
    } else if (before != after && !after.containsAll(before)) {
      users.forEach(frontend -> doubtful.add(frontend.on(Side.INSIDE)));
    }
  }

  /// The frontends of which flows may have gone wrong since [#settled], for clients inside.
  Set<Frontend> doubtful() {
    return doubtful;
  }

  /// Flows are as they should be now.
  void settled() {
    doubtful.clear();
  }

  /// Whether its next packet is to be forwarded anew: it goes where none may go, or its client may
  /// no longer use it, or it was never translated though it should be now. Where nothing takes it,
  /// a flow that was never translated is nobody's.
  boolean isStale(Flow flow) {
    var inner = known.get(flow.frontend());
    var outer = known.get(flow.frontend().on(Side.OUTSIDE));
    if (isRefused(inner) && isRefused(outer)) {
      return flow.isTranslated();
    }
    // A flow does not tell by which interface its client came. What is no address of the cluster
    // is outside, or this node itself, which loses nothing where its flow begins anew.
    boolean barred = outer != null && isOutside(flow.client()) && !admits(outer, flow.client());
    return barred || !takes(inner, flow) && !takes(outer, flow);
  }

  private static boolean isRefused(Destination destination) {
    return destination == null || destination.endpoints().isEmpty();
  }

  private boolean takes(Destination destination, Flow flow) {
    return destination != null
        && destination.endpoints().contains(flow.answering())
        && admits(destination, flow.client());
  }

  private boolean admits(Destination destination, Ip client) {
    return destination
        .access()
        .map(
            access ->
                access.ranges().stream().anyMatch(range -> range.contains(client))
                    || access.sets().stream()
                        .anyMatch(
                            set -> rules.clients().getOrDefault(set, Set.of()).contains(client)))
        .orElse(true);
  }

  private boolean isOutside(Ip client) {
    return !rules.uplinks().isEmpty()
        && !rules.inside().isEmpty()
        && rules.inside().stream().noneMatch(range -> range.contains(client));
  }
}
