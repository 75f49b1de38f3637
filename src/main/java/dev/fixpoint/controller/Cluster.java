// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.api.v1alpha1.NodePortClaim;
import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.ports.PortClaim;
import dev.fixpoint.ports.PortLedger;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Selector;
import dev.fixpoint.watch.Contact;
import dev.fixpoint.watch.Mirror;
import dev.fixpoint.wire.AddressWire;
import dev.fixpoint.wire.DnsWire.PublishedService;
import dev.fixpoint.wire.Names;
import dev.fixpoint.wire.PodWire;
import dev.fixpoint.wire.PoolWire;
import dev.fixpoint.wire.PortClaimWire;
import dev.fixpoint.wire.PublishedSlice;
import dev.fixpoint.wire.SliceWire;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What the operator knows of the cluster: one mirror for each kind, shared by all reconcilers,
/// and the ledger of addresses.
@Singleton
class Cluster {
  final Ledger ledger = new Ledger();
  final PortLedger nodePorts = new PortLedger();
  final Places places;
  final Mirror<Pod, dev.fixpoint.endpoints.Pod> pods;
  final Mirror<Node, NodeFacts> nodes;
  final Mirror<NodeRouting, RoutingFacts> routings;
  final Mirror<IPAddress, Optional<Claim>> addresses;
  final Mirror<ServiceCIDR, ServiceCIDR> serviceCidrs;
  final Mirror<AddressPool, AddressPool> pools;
  final Mirror<RoutingIntent, ShardFacts> intents;
  final Mirror<NodePortClaim, Optional<PortClaim>> portClaims;
  final Mirror<EndpointSlice, PublishedSlice> slices;

  /// Services that bear our labels.
  final Mirror<Service, PublishedService> dnsServices;
  final Mirror<Namespace, NamespaceFacts> namespaces;
  final Mirror<AddressSet, SetFacts> addressSets;
  final Mirror<NetworkPolicy, NetworkPolicy> policies;

  /// The addresses of slices that may be those of the API servers.
  private final Mirror<EndpointSlice, List<Ip>> apiServers;

  private final List<Mirror<?, ?>> mirrors;
  /// UIDs of VirtualServices whose intent this process has seen go.
  final Set<String> withdrawn = ConcurrentHashMap.newKeySet();

  private Watcher watcher;
  private volatile boolean poolsOutdated = true;
  private List<Pool> judgedPools = List.of();

  /// Learns what has changed. A null `before` is a new object, a null `after` a deleted one.
  interface Watcher {
    void pod(String namespace, dev.fixpoint.endpoints.Pod before, dev.fixpoint.endpoints.Pod after);

    void node(NodeFacts before, NodeFacts after);

    void routing(RoutingFacts before, RoutingFacts after);

    void address(Claim before, Claim after);

    /// An AddressPool or a ServiceCIDR.
    void pools();

    void intent(ShardFacts before, ShardFacts after);

    void nodePort(PortClaim before, PortClaim after);

    /// An EndpointSlice, or a Service for a name.
    void published(Key service);

    void namespace(NamespaceFacts before, NamespaceFacts after);

    void addressSet(SetFacts before, SetFacts after);

    void policy(NetworkPolicy policy);
  }

  Cluster(KubernetesClient client, Settings settings) {
    var contact = new Contact(client, settings.watchSilence());
    places = new Places(ledger, settings.checkPodCidrs());
    pods =
        new Mirror<>(
            contact,
            Pod.class,
            null,
            PodWire::parse,
            pod -> LabelIndex.tags(pod.labels()),
            (id, before, after) -> watcher.pod(id.namespace(), before, after));
    nodes = new Mirror<>(contact, Node.class, null, NodeFacts::of, this::nodeChanged);
    routings =
        new Mirror<>(
            contact,
            NodeRouting.class,
            null,
            RoutingFacts::of,
            (id, before, after) -> watcher.routing(before, after));
    addresses =
        new Mirror<>(contact, IPAddress.class, null, AddressWire::parse, this::addressChanged);
    serviceCidrs =
        new Mirror<>(
            contact,
            ServiceCIDR.class,
            null,
            UnaryOperator.identity(),
            (id, before, after) -> poolsChanged());
    pools =
        new Mirror<>(
            contact,
            AddressPool.class,
            null,
            UnaryOperator.identity(),
            (id, before, after) -> poolChanged(before, after));
    intents = new Mirror<>(contact, RoutingIntent.class, null, ShardFacts::of, this::intentChanged);
    portClaims =
        new Mirror<>(contact, NodePortClaim.class, null, PortClaimWire::parse, this::portChanged);
    slices =
        new Mirror<>(
            contact,
            EndpointSlice.class,
            Names.SLICE_MANAGED_BY + "=" + Names.MANAGED_BY_VALUE,
            PublishedSlice::of,
            slice -> List.of(slice.service().name()),
            (id, before, after) -> watcher.published((after == null ? before : after).service()));
    dnsServices =
        new Mirror<>(
            contact,
            Service.class,
            Names.VIRTUAL_SERVICE,
            PublishedService::of,
            (id, before, after) -> watcher.published((after == null ? before : after).key()));
    apiServers =
        new Mirror<>(
            contact,
            EndpointSlice.class,
            SliceWire.OF_API_SERVERS,
            SliceWire::addresses,
            this::apiServersChanged);
    namespaces =
        new Mirror<>(
            contact,
            Namespace.class,
            null,
            NamespaceFacts::of,
            (id, before, after) -> watcher.namespace(before, after));
    addressSets =
        new Mirror<>(
            contact,
            AddressSet.class,
            null,
            SetFacts::of,
            (id, before, after) -> watcher.addressSet(before, after));
    policies =
        new Mirror<>(
            contact,
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
            portClaims,
            slices,
            dnsServices,
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

  /// Pods of a namespace among which are all that a selector selects: those that have its rarest
  /// label.
  List<dev.fixpoint.endpoints.Pod> candidates(String namespace, Selector selector) {
    return pods.narrowed(namespace, LabelIndex.spans(selector));
  }

  /// The slices that say they are for a service.
  List<PublishedSlice> slicesOf(Key service) {
    return slices.tagged(service.namespace(), service.name());
  }

  /// All pools, in the order in which they are tried.
  synchronized List<Pool> judgedPools() {
    if (poolsOutdated) {
      poolsOutdated = false; // first: what changes meanwhile makes them outdated again
      var occupied = nodes.all().stream().flatMap(node -> node.occupied().stream()).toList();
      judgedPools = PoolWire.parse(pools.all(), serviceCidrs.all(), occupied);
    }
    return judgedPools;
  }

  /// Where a node is; no more than its name where it is not known.
  Place placeOf(String node) {
    return nodes
        .get("", node)
        .map(facts -> new Place(node, facts.zone(), facts.internal()))
        .orElseGet(() -> Place.of(node));
  }

  /// The labels of a namespace; none where it is not known.
  Map<String, String> labelsOf(String namespace) {
    return namespaces.get("", namespace).map(NamespaceFacts::labels).orElse(Map.of());
  }

  /// The pool's own status is no change of it.
  private void poolChanged(AddressPool before, AddressPool after) {
    boolean same =
        before != null
            && after != null
            && before.getMetadata().getUid().equals(after.getMetadata().getUid())
            && before.getMetadata().getGeneration().equals(after.getMetadata().getGeneration())
            && before.isMarkedForDeletion() == after.isMarkedForDeletion();
    if (!same) {
      poolsChanged();
    }
  }

  private void intentChanged(Mirror.Id id, ShardFacts before, ShardFacts after) {
    if (after == null && before != null) {
      withdrawn.add(before.ownerUid());
    } else if (after != null) {
      withdrawn.remove(after.ownerUid());
    }
    watcher.intent(before, after);
  }

  private void poolsChanged() {
    poolsOutdated = true;
    watcher.pools();
  }

  private void nodeChanged(Mirror.Id id, NodeFacts before, NodeFacts after) {
    places.node(before, after);
    boolean moved = before == null || after == null || !before.occupied().equals(after.occupied());
    if (moved) {
      poolsChanged();
    }
    watcher.node(before, after);
  }

  private void apiServersChanged(Mirror.Id id, List<Ip> before, List<Ip> after) {
    if (id.namespace().equals(SliceWire.NAMESPACE_OF_API_SERVERS)) {
      places.apiServers(
          apiServers.in(id.namespace()).stream().flatMap(List::stream).collect(Collectors.toSet()));
    }
  }

  private void portChanged(Mirror.Id id, Optional<PortClaim> before, Optional<PortClaim> after) {
    var known = after == null ? Optional.<PortClaim>empty() : after;
    var old = before == null ? Optional.<PortClaim>empty() : before;
    known.ifPresentOrElse(
        nodePorts::put, () -> old.ifPresent(claim -> nodePorts.remove(claim.port())));
    watcher.nodePort(old.orElse(null), known.orElse(null));
  }

  private void addressChanged(Mirror.Id id, Optional<Claim> before, Optional<Claim> after) {
    var known = after == null ? Optional.<Claim>empty() : after;
    var old = before == null ? Optional.<Claim>empty() : before;
    known.ifPresentOrElse(ledger::put, () -> old.ifPresent(claim -> ledger.remove(claim.ip())));
    watcher.address(old.orElse(null), known.orElse(null));
  }
}
