// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.status.Rollout;
import dev.fixpoint.status.Rollout.Written;
import dev.fixpoint.vip.Access;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.VipService;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Brings what nodes shall do for a service to them, and gives back what they have ceased to use.
@Singleton
class Router {
  private final AddressBook addresses;
  private final Exposer exposer;
  private final IntentPublisher intents;
  private final ClientSets clientSets;
  private final Acks acks;
  private final Settings settings;

  /// When an intent or its clients were last written, by [System#nanoTime].
  private final Map<Key, Long> intentWritten = new ConcurrentHashMap<>();

  /// Addresses that an intent had before its last change, to be given back when all nodes follow.
  private final Map<Key, Set<Ip>> leaving = new ConcurrentHashMap<>();

  /// What nodes were last waited for.
  private final Map<Key, Written> followed = new ConcurrentHashMap<>();

  /// An intent, and how far it has come.
  record Routed(Intent intent, Rollout rollout) {}

  Router(
      AddressBook addresses,
      Exposer exposer,
      IntentPublisher intents,
      ClientSets clientSets,
      Acks acks,
      Settings settings) {
    this.addresses = addresses;
    this.exposer = exposer;
    this.intents = intents;
    this.clientSets = clientSets;
    this.acks = acks;
    this.settings = settings;
  }

  /// The clients of a rule are published before the intent that refers to them.
  ///
  /// @param routed the addresses inside the cluster; none where the service has none
  /// @return empty where there is nothing to route
  Optional<Routed> route(
      VipService service,
      Optional<Access> access,
      List<Ip> routed,
      External external,
      List<EndpointSet> endpoints,
      Optional<Instant> trigger) {
    if (routed.isEmpty()) {
      return Optional.empty();
    }
    long clients =
        clientSets.publish(service.key(), access.map(Access::selectors).orElse(List.of()));
    var intent =
        Intent.compile(service, routed, external, endpoints)
            .admitting(access.map(Intent.Admitted::of));
    var before = addresses.routed(service).map(ShardFacts::allAddresses).orElse(Set.of());
    var published = intents.publish(intent, service.generation(), trigger);
    if (published.written()) {
      leave(service.key(), before, intent.allAddresses());
    }
    var written = new Written(published.version(), clients);
    if (!written.equals(followed.put(service.key(), written))) {
      intentWritten.put(service.key(), System.nanoTime());
    }
    var rollout = Rollout.of(service.key(), written, acks.nodes());
    if (rollout.complete()) {
      intentWritten.remove(service.key());
      giveBack(service, published.version());
      exposer.keepOnly(service, external);
    }
    return Optional.of(new Routed(intent, rollout));
  }

  private void leave(Key key, Set<Ip> before, Set<Ip> routed) {
    var left = leaving.computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet());
    left.addAll(before);
    left.removeAll(routed);
  }

  private void giveBack(VipService service, long followed) {
    var left = leaving.getOrDefault(service.key(), Set.of());
    if (!left.isEmpty() && addresses.giveBack(service, left, followed)) {
      leaving.remove(service.key());
    }
  }

  /// How long the status may still wait for acks, so that one write tells what would take two.
  Optional<Duration> untilTold(Key key) {
    var written = intentWritten.get(key);
    if (written == null) {
      return Optional.empty();
    }
    var left = settings.statusDelay().minusNanos(System.nanoTime() - written);
    return left.isPositive() ? Optional.of(left.plusMillis(1)) : Optional.empty();
  }

  /// Forgets what is kept of all services but these.
  void retain(Set<Key> keys) {
    intentWritten.keySet().retainAll(keys);
    leaving.keySet().retainAll(keys);
    followed.keySet().retainAll(keys);
  }
}
