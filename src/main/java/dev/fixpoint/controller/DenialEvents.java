// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.access.Contacted;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.ServiceWire;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Tells of clients that audited rules do not admit: one Event for a service in a while, whatever
/// the number of clients and connections. Runs on the leader.
@Singleton
class DenialEvents {
  private static final Duration PAUSE = Duration.ofMinutes(5);
  private static final int SHOWN = 3;

  private final Cluster cluster;
  private final EventWriter events;
  private final Map<Key, Long> lastEvent = new HashMap<>();
  private final Map<String, List<Contacted>> known = new HashMap<>();

  DenialEvents(Cluster cluster, EventWriter events) {
    this.cluster = cluster;
    this.events = events;
  }

  /// @param present all VirtualServices
  void turn(Collection<VirtualService> present) {
    var denied = new HashMap<Key, List<Contacted>>();
    for (var routing : cluster.routings.all()) {
      var before = known.put(routing.node(), routing.contacts());
      if (before != routing.contacts()) {
        routing.contacts().stream()
            .filter(contact -> !contact.admitted() && isNews(contact, before))
            .forEach(
                contact ->
                    denied.computeIfAbsent(contact.service(), k -> new ArrayList<>()).add(contact));
      }
    }
    if (!denied.isEmpty()) {
      present.forEach(service -> tell(service, denied.get(ServiceWire.keyOf(service))));
      var keys = present.stream().map(ServiceWire::keyOf).collect(Collectors.toSet());
      lastEvent.keySet().retainAll(keys);
    }
  }

  /// What a node remembers at the first look came before this operator led.
  private static boolean isNews(Contacted contact, List<Contacted> before) {
    return before != null
        && before.stream()
            .noneMatch(old -> old.isSame(contact) && old.connections() >= contact.connections());
  }

  private void tell(VirtualService service, List<Contacted> denied) {
    if (denied == null) {
      return;
    }
    var key = ServiceWire.keyOf(service);
    var last = lastEvent.get(key);
    if (last == null || System.nanoTime() - last >= PAUSE.toNanos()) {
      lastEvent.put(key, System.nanoTime());
      events.denied(service, message(key, denied));
    }
  }

  private String message(Key key, List<Contacted> denied) {
    var clients = denied.stream().map(c -> nameOf(c.client()) + " to " + c.port()).distinct();
    var named = clients.limit(SHOWN).collect(Collectors.joining(", "));
    var more = denied.size() > SHOWN ? " and others" : "";
    return "spec.access did not admit %s%s: fixpoint audit %s; add a peer to spec.access.from"
        .formatted(named, more, key);
  }

  private String nameOf(Ip client) {
    return cluster.namespaces.all().stream()
        .flatMap(
            space ->
                cluster.pods.in(space.name()).stream()
                    .filter(pod -> !pod.finished())
                    .filter(pod -> pod.addresses().contains(client.toString()))
                    .map(pod -> "pod " + space.name() + "/" + pod.name()))
        .findFirst()
        .orElse("address " + client);
  }
}
