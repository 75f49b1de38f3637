// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.controller.DenialNews.Denial;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.ServiceWire;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Tells of clients that audited rules do not admit: counted in the metrics, and one Event for a
/// service in a while, whatever the number of clients and connections. Runs on the leader.
@Singleton
class DenialEvents {
  private static final Duration PAUSE = Duration.ofMinutes(5);
  private static final int SHOWN = 3;

  private final Cluster cluster;
  private final ClientNames names;
  private final DenialCounts counts;
  private final EventWriter events;
  private final DenialNews news = new DenialNews();
  private final Map<Key, Long> lastEvent = new HashMap<>();

  DenialEvents(Cluster cluster, ClientNames names, DenialCounts counts, EventWriter events) {
    this.cluster = cluster;
    this.names = names;
    this.counts = counts;
    this.events = events;
  }

  /// @param present all VirtualServices
  void turn(Collection<VirtualService> present) {
    var denials = news.since(cluster.routings.all());
    if (denials.isEmpty() && counts.isEmpty()) {
      return;
    }
    var keys = present.stream().map(ServiceWire::keyOf).collect(Collectors.toSet());
    lastEvent.keySet().retainAll(keys);
    if (!denials.isEmpty()) {
      tell(present, denials);
    }
    counts.keep(keys, System.nanoTime());
  }

  private void tell(Collection<VirtualService> present, List<Denial> denials) {
    var named = names.of(denials.stream().map(Denial::client).collect(Collectors.toSet()));
    counts.add(denials, named, System.nanoTime());
    var byService = denials.stream().collect(Collectors.groupingBy(Denial::service));
    present.forEach(
        service ->
            tell(service, byService.getOrDefault(ServiceWire.keyOf(service), List.of()), named));
  }

  private void tell(VirtualService service, List<Denial> denied, Map<Ip, String> named) {
    if (denied.isEmpty()) {
      return;
    }
    var key = ServiceWire.keyOf(service);
    var last = lastEvent.get(key);
    if (last == null || System.nanoTime() - last >= PAUSE.toNanos()) {
      lastEvent.put(key, System.nanoTime());
      events.denied(service, message(key, denied, named));
    }
  }

  private static String message(Key key, List<Denial> denied, Map<Ip, String> named) {
    var clients = denied.stream().map(d -> named.get(d.client()) + " to " + d.port()).distinct();
    var shown = clients.limit(SHOWN).collect(Collectors.joining(", "));
    var more = denied.size() > SHOWN ? " and others" : "";
    return "spec.access did not admit %s%s: fixpoint audit %s; add a peer to spec.access.from"
        .formatted(shown, more, key);
  }
}
