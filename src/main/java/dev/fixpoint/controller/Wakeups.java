// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.Names;
import dev.fixpoint.wire.SelectorWire;
import dev.fixpoint.wire.ServiceWire;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Whom each change in the cluster concerns, and so which reconciliations it starts.
@Singleton
class Wakeups implements Cluster.Watcher {
  private static final String BY_NAMESPACE = "fixpoint-namespace";

  final Triggers<VirtualService> services;
  final Triggers<AddressPool> pools;

  private final Cluster cluster;
  private final Acks acks;
  private final ClientSets clientSets;
  private final Set<Key> waitingForAddress = ConcurrentHashMap.newKeySet();
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
    cache.addIndexers(
        Map.of(BY_NAMESPACE, service -> List.of(service.getMetadata().getNamespace())));
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
  }

  void wake(Collection<Key> keys) {
    keys.forEach(services::fire);
  }

  @Override
  public void pod(String namespace, Pod before, Pod after) {
    if (cache == null || Objects.equals(before, after)) {
      return;
    }
    clientSets.podChanged(namespace, before, after);
    for (var service : cache.byIndex(BY_NAMESPACE, namespace)) {
      if (selects(service, before) || selects(service, after)) {
        services.fire(ServiceWire.keyOf(service));
      }
    }
  }

  private static boolean selects(VirtualService service, Pod pod) {
    return pod != null && SelectorWire.parse(service.getSpec().getSelector()).matches(pod.labels());
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
      wake(new HashSet<>(acks.allKeys()));
    }
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
  public void slice(EndpointSlice slice) {
    var owner = slice.getMetadata().getLabels().get(Names.VIRTUAL_SERVICE);
    if (owner != null) {
      services.fire(new Key(slice.getMetadata().getNamespace(), owner));
    }
  }

  @Override
  public void namespace(NamespaceFacts before, NamespaceFacts after) {
    clientSets.namespaceChanged(before, after);
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
