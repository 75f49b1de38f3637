// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ports.PortClaim;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Selector;
import dev.fixpoint.watch.Mirror;
import dev.fixpoint.wire.Names;
import dev.fixpoint.wire.SelectorWire;
import dev.fixpoint.wire.ServiceWire;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Whom each change in the cluster concerns, and so which reconciliations it starts.
@Singleton
class Wakeups implements Cluster.Watcher {
  private static final String BY_LABEL = "fixpoint-label";

  final Triggers<VirtualService> services;
  final Triggers<AddressPool> pools;

  private final Cluster cluster;
  private final Acks acks;
  private final ClientSets clientSets;
  private final Set<Key> waitingForAddress = ConcurrentHashMap.newKeySet();
  private final Map<Key, Instant> triggers = new ConcurrentHashMap<>();
  private final WaitingPods waitingPods = new WaitingPods();
  private IndexerResourceCache<VirtualService> cache;

  Wakeups(Cluster cluster, Acks acks, ClientSets clientSets) {
    this.cluster = cluster;
    this.acks = acks;
    this.clientSets = clientSets;
    this.services = new Triggers<>(VirtualService.class, this::begin);
    this.pools = new Triggers<>(AddressPool.class, this::begin);
  }

  private void begin() {
    cluster.start(this);
  }

  /// @param cache of the VirtualServices
  void use(IndexerResourceCache<VirtualService> cache) {
    this.cache = cache;
    cache.addIndexers(Map.of(BY_LABEL, Wakeups::labels));
  }

  /// All VirtualServices.
  List<VirtualService> allServices() {
    return cache == null ? List.of() : cache.list().toList();
  }

  /// Notes whether a service waits for an address that becomes free.
  void waits(Key key, boolean waits) {
    if (waits) {
      waitingForAddress.add(key);
    } else {
      waitingForAddress.remove(key);
    }
  }

  void retainWaiting(Set<Key> keys) {
    waitingForAddress.retainAll(keys);
    triggers.keySet().retainAll(keys);
  }

  void wake(Collection<Key> keys) {
    keys.forEach(services::fire);
  }

  /// When the first change of a pod came that a service has not been looked at for since; it is
  /// being looked at from now on.
  Optional<Instant> takeTrigger(Key key) {
    return Optional.ofNullable(triggers.remove(key));
  }

  /// How many services have such a change.
  int pendingChanges() {
    return triggers.size();
  }

  /// The pods that wait to be told that their gate is open, or that they are drained.
  Map<Mirror.Id, Pod> waitingPods() {
    return waitingPods.all();
  }

  /// The services that select a pod, but for the paused ones.
  List<Key> selecting(String namespace, Pod pod) {
    return selecting(namespace, pod, null)
        .filter(service -> !ServiceWire.isPaused(service))
        .map(ServiceWire::keyOf)
        .toList();
  }

  private Stream<VirtualService> selecting(String namespace, Pod before, Pod after) {
    var labels = Stream.of(before, after).filter(Objects::nonNull).map(Pod::labels).toList();
    return LabelIndex.sought(namespace, labels).stream()
        .flatMap(label -> cache.byIndex(BY_LABEL, label).stream())
        .filter(service -> labels.stream().anyMatch(selectorOf(service)::matches));
  }

  private static Selector selectorOf(VirtualService service) {
    return SelectorWire.parse(service.getSpec().getSelector());
  }

  private static List<String> labels(VirtualService service) {
    return LabelIndex.filed(service.getMetadata().getNamespace(), selectorOf(service));
  }

  @Override
  public void pod(String namespace, Pod before, Pod after) {
    waitingPods.note(namespace, before, after);
    if (cache == null || Objects.equals(before, after)) {
      return;
    }
    clientSets.podChanged(namespace, before, after);
    wakeServicesOf(namespace, before, after);
  }

  private void wakeServicesOf(String namespace, Pod before, Pod after) {
    selecting(namespace, before, after)
        .map(ServiceWire::keyOf)
        .distinct()
        .forEach(
            key -> {
              triggers.putIfAbsent(key, Instant.now());
              services.fire(key);
            });
  }

  @Override
  public void node(NodeFacts before, NodeFacts after) {
    if (Objects.equals(before, after)) {
      return;
    }
    wake(acks.refresh());
    boolean moved =
        before == null
            || after == null
            || !before.zone().equals(after.zone())
            || !before.podCidrs().equals(after.podCidrs())
            || !before.addresses().equals(after.addresses());
    if (moved) {
      clientSets.touchAll();
    }
    if (moved && cache != null && cluster.isListed()) { // at the start all are looked at anyway
      Stream.of(before, after).filter(Objects::nonNull).forEach(this::wakeServicesAt);
    }
  }

  /// Those with pods on the node, or with pods that claim an address of it.
  private void wakeServicesAt(NodeFacts node) {
    cluster.pods.forEach(
        (id, pod) -> {
          boolean concerned =
              pod.node().equals(node.name())
                  || pod.addresses().stream().anyMatch(node.addresses()::contains);
          if (concerned) {
            wakeServicesOf(id.namespace(), pod, null);
          }
        });
  }

  @Override
  public void routing(RoutingFacts before, RoutingFacts after) {
    wake(acks.refresh());
  }

  @Override
  public void address(Claim before, Claim after) {
    touchPools();
    if (after == null) {
      wake(Set.copyOf(waitingForAddress));
    }
    boolean lost = before != null && before.isOurs() && !before.equals(after);
    if (lost) {
      wakeOwner(before.ownerUid());
    }
  }

  private void wakeOwner(String uid) {
    cluster.intents.all().stream()
        .filter(intent -> intent.ownerUid().equals(uid))
        .map(ShardFacts::key)
        .forEach(services::fire);
  }

  @Override
  public void pools() {
    wake(Set.copyOf(waitingForAddress));
    wake(Set.copyOf(acks.allKeys())); // an address may be in no pool any more, or again
    touchPools();
  }

  /// Pools count what is held in them, and judge each other.
  private void touchPools() {
    for (var pool : cluster.pools.all()) {
      pools.fire(new ResourceID(pool.getMetadata().getName()));
    }
  }

  @Override
  public void intent(ShardFacts before, ShardFacts after) {
    acks.intentChanged(before, after);
    services.fire(after == null ? before.key() : after.key());
  }

  @Override
  public void nodePort(PortClaim before, PortClaim after) {
    if (after == null) {
      wake(Set.copyOf(waitingForAddress));
    }
    if (before != null && !before.equals(after)) {
      services.fire(before.owner());
    }
  }

  @Override
  public void published(Key service) {
    services.fire(service);
  }

  @Override
  public void namespace(NamespaceFacts before, NamespaceFacts after) {
    clientSets.namespaceChanged(before, after);
    if (after != null) { // a pool may serve it now
      wake(waitingForAddress.stream().filter(k -> k.namespace().equals(after.name())).toList());
    }
  }

  /// Whom it admits must reach the nodes, whoever wrote it; and it may not be what it should be.
  @Override
  public void addressSet(SetFacts before, SetFacts after) {
    var set = (after == null ? before : after).set();
    acks.setChanged(before, after);
    clientSets.touch(set);
    wake(clientSets.usersOf(set));
  }

  @Override
  public void policy(NetworkPolicy policy) {
    var owner = policy.getMetadata().getLabels().get(Names.VIRTUAL_SERVICE);
    if (owner != null) {
      services.fire(new Key(policy.getMetadata().getNamespace(), owner));
    }
  }
}
