// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.watch.Mirror;
import dev.fixpoint.wire.AddressWire;
import dev.fixpoint.wire.Names;
import dev.fixpoint.wire.PodWire;
import dev.fixpoint.wire.PoolWire;
import dev.fixpoint.wire.SliceWire;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What the operator knows of the cluster: one mirror for each kind, shared by all reconcilers,
/// and the ledger of addresses.
@Singleton
class Cluster {
  final Ledger ledger = new Ledger();
  final Places places;
  final Mirror<Pod, dev.fixpoint.endpoints.Pod> pods;
  final Mirror<Node, NodeFacts> nodes;
  final Mirror<NodeRouting, RoutingFacts> routings;
  final Mirror<IPAddress, Optional<Claim>> addresses;
  final Mirror<ServiceCIDR, ServiceCIDR> serviceCidrs;
  final Mirror<AddressPool, AddressPool> pools;
  final Mirror<RoutingIntent, ShardFacts> intents;
  final Mirror<EndpointSlice, EndpointSlice> slices;
  final Mirror<Namespace, NamespaceFacts> namespaces;
  final Mirror<AddressSet, SetFacts> addressSets;
  final Mirror<NetworkPolicy, NetworkPolicy> policies;

  /// The addresses of slices that may be those of the API servers.
  private final Mirror<EndpointSlice, List<Ip>> apiServers;

  private final List<Mirror<?, ?>> mirrors;
  private Watcher watcher;

  /// Learns what has changed. A null `before` is a new object, a null `after` a deleted one.
  interface Watcher {
    void pod(String namespace, dev.fixpoint.endpoints.Pod before, dev.fixpoint.endpoints.Pod after);

    void node(NodeFacts before, NodeFacts after);

    void routing(RoutingFacts before, RoutingFacts after);

    void address(Claim before, Claim after);

    /// An AddressPool or a ServiceCIDR.
    void pools();

    void intent(ShardFacts before, ShardFacts after);

    void slice(EndpointSlice slice);

    void namespace(NamespaceFacts before, NamespaceFacts after);

    void addressSet(SetFacts before, SetFacts after);

    void policy(NetworkPolicy policy);
  }

  Cluster(KubernetesClient client, Settings settings) {
    places = new Places(ledger, settings.checkPodCidrs());
    pods =
        new Mirror<>(
            client,
            Pod.class,
            null,
            PodWire::parse,
            (id, before, after) -> watcher.pod(id.namespace(), before, after));
    nodes = new Mirror<>(client, Node.class, null, NodeFacts::of, this::nodeChanged);
    routings =
        new Mirror<>(
            client,
            NodeRouting.class,
            null,
            RoutingFacts::of,
            (id, before, after) -> watcher.routing(before, after));
    addresses =
        new Mirror<>(client, IPAddress.class, null, AddressWire::parse, this::addressChanged);
    serviceCidrs =
        new Mirror<>(
            client,
            ServiceCIDR.class,
            null,
            UnaryOperator.identity(),
            (id, before, after) -> watcher.pools());
    pools =
        new Mirror<>(
            client,
            AddressPool.class,
            null,
            UnaryOperator.identity(),
            (id, before, after) -> watcher.pools());
    intents =
        new Mirror<>(
            client,
            RoutingIntent.class,
            null,
            ShardFacts::of,
            (id, before, after) -> watcher.intent(before, after));
    slices =
        new Mirror<>(
            client,
            EndpointSlice.class,
            Names.SLICE_MANAGED_BY + "=" + Names.MANAGED_BY_VALUE,
            UnaryOperator.identity(),
            (id, before, after) -> watcher.slice(after == null ? before : after));
    apiServers =
        new Mirror<>(
            client,
            EndpointSlice.class,
            SliceWire.OF_API_SERVERS,
            SliceWire::addresses,
            this::apiServersChanged);
    namespaces =
        new Mirror<>(
            client,
            Namespace.class,
            null,
            NamespaceFacts::of,
            (id, before, after) -> watcher.namespace(before, after));
    addressSets =
        new Mirror<>(
            client,
            AddressSet.class,
            null,
            SetFacts::of,
            (id, before, after) -> watcher.addressSet(before, after));
    policies =
        new Mirror<>(
            client,
            NetworkPolicy.class,
            Names.OWNER_UID,
            UnaryOperator.identity(),
            (id, before, after) -> watcher.policy(after == null ? before : after));
    mirrors =
        List.of(
            pods,
            nodes,
            routings,
            addresses,
            serviceCidrs,
            pools,
            intents,
            slices,
            namespaces,
            addressSets,
            policies,
            apiServers);
  }

  /// Starts all mirrors and waits until each holds all there is.
  synchronized void start(Watcher watcher) {
    if (this.watcher != null) {
      return;
    }
    this.watcher = watcher;
    mirrors.forEach(Mirror::start);
    try {
      for (var mirror : mirrors) {
        mirror.awaitListed();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped before the cluster was read", e);
    }
  }

  List<Mirror<?, ?>> mirrors() {
    return mirrors;
  }

  boolean isListed() {
    return mirrors.stream().allMatch(Mirror::isListed);
  }

  /// All pools, in the order in which they are tried.
  List<Pool> judgedPools() {
    return PoolWire.parse(pools.all(), serviceCidrs.all());
  }

  private void nodeChanged(Mirror.Id id, NodeFacts before, NodeFacts after) {
    places.node(before, after);
    watcher.node(before, after);
  }

  private void apiServersChanged(Mirror.Id id, List<Ip> before, List<Ip> after) {
    if (id.namespace().equals(SliceWire.NAMESPACE_OF_API_SERVERS)) {
      places.apiServers(
          apiServers.in(id.namespace()).stream().flatMap(List::stream).collect(Collectors.toSet()));
    }
  }

  private void addressChanged(Mirror.Id id, Optional<Claim> before, Optional<Claim> after) {
    var known = after == null ? Optional.<Claim>empty() : after;
    var old = before == null ? Optional.<Claim>empty() : before;
    known.ifPresentOrElse(ledger::put, () -> old.ifPresent(claim -> ledger.remove(claim.ip())));
    watcher.address(old.orElse(null), known.orElse(null));
  }
}
