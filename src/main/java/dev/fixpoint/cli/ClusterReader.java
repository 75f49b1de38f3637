// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.access.NetPolicy;
import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.AddressSet;
import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.controller.NamespaceFacts;
import dev.fixpoint.controller.NodeFacts;
import dev.fixpoint.controller.OperatorRole;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.wire.AddressWire;
import dev.fixpoint.wire.Names;
import dev.fixpoint.wire.NetPolicyWire;
import dev.fixpoint.wire.PodWire;
import dev.fixpoint.wire.PoolWire;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads what the commands show: plain lists, no watches. Rights that are missing are gathered,
/// so that all of them can be named at once.
final class ClusterReader {
  private final KubernetesClient client;
  private final Duration silentAfter;
  private final Denials denials = new Denials();

  ClusterReader(KubernetesClient client, Duration silentAfter) {
    this.client = client;
    this.silentAfter = silentAfter;
  }

  /// @throws ClientFailure where a right was missing for anything read so far
  void demandRights() {
    denials.demandNoneSince(0);
  }

  /// The reads that were refused so far.
  Denials denials() {
    return denials;
  }

  List<NodeView> nodes() {
    var now = ServerClock.read(client);
    return NodeView.of(list(Node.class, null), list(NodeRouting.class, null), now, silentAfter);
  }

  List<NodeRouting> routings() {
    return list(NodeRouting.class, null);
  }

  /// By the clock of the cluster.
  Instant now() {
    return ServerClock.read(client);
  }

  /// @param namespace null for all
  List<VirtualService> services(String namespace) {
    return list(VirtualService.class, namespace);
  }

  /// Which write of its intent each VirtualService is at; empty where that may not be known.
  Optional<Map<Key, Long>> intentVersions() {
    return denials.mayRead(right(RoutingIntent.class, null), () -> IntentVersions.read(client));
  }

  List<RoutingIntent> intents(String namespace) {
    return list(RoutingIntent.class, namespace);
  }

  /// The EndpointSlices that bear our labels, of all namespaces.
  List<EndpointSlice> slices() {
    return list(EndpointSlice.class, null).stream()
        .filter(slice -> slice.getMetadata().getLabels() != null)
        .filter(
            slice ->
                Names.MANAGED_BY_VALUE.equals(
                    slice.getMetadata().getLabels().get(Names.SLICE_MANAGED_BY)))
        .toList();
  }

  List<Pod> pods(String namespace) {
    return list(Pod.class, namespace);
  }

  List<Pool> pools() {
    var occupied =
        list(Node.class, null).stream()
            .flatMap(node -> NodeFacts.of(node).occupied().stream())
            .toList();
    return PoolWire.parse(list(AddressPool.class, null), list(ServiceCIDR.class, null), occupied);
  }

  /// A namespace as far as the caller may know it: without labels where that is not at all.
  ///
  /// @param ending whether it is being deleted
  record Home(Map<String, String> labels, boolean ending) {}

  Home namespaceOf(String namespace) {
    return denials
        .mayRead("get namespaces", () -> client.namespaces().withName(namespace).get())
        .map(
            found ->
                new Home(
                    NamespaceFacts.of(found).labels(),
                    found.getMetadata().getDeletionTimestamp() != null))
        .orElseGet(() -> new Home(Map.of(), false));
  }

  /// The NetworkPolicies of these namespaces.
  List<NetPolicy> policies(String... namespaces) {
    return Stream.of(namespaces)
        .flatMap(namespace -> list(NetworkPolicy.class, namespace).stream())
        .map(NetPolicyWire::parse)
        .toList();
  }

  /// The pod that has an address, of those that the caller may see; one that lives first.
  Optional<Pod> podAt(Ip address) {
    var at = client.pods().inAnyNamespace().withField("status.podIP", address.toString());
    return denials.mayRead("list pods", at::list).stream()
        .flatMap(found -> found.getItems().stream())
        .min(Comparator.comparing(pod -> PodWire.parse(pod).finished()));
  }

  /// Kubernetes' own.
  List<Service> nativeServices(String namespace) {
    return list(Service.class, namespace);
  }

  /// Where nodes drop packets to addresses of nobody.
  Set<IpRange> guarded() {
    return list(AddressPool.class, null).stream()
        .flatMap(pool -> PoolWire.guarded(pool).stream())
        .collect(Collectors.toSet());
  }

  /// The clients of each set that is there whole.
  Map<String, Set<Ip>> clientSets() {
    return ClientSets.of(list(AddressSet.class, null));
  }

  List<Claim> claims() {
    return list(IPAddress.class, null).stream()
        .map(AddressWire::parse)
        .flatMap(Optional::stream)
        .toList();
  }

  /// Who holds an address, as far as the caller may know.
  Optional<Claim> holder(Ip ip) {
    try {
      return Optional.ofNullable(client.resources(IPAddress.class).withName(ip.toString()).get())
          .flatMap(AddressWire::parse);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// The operator's Lease.
  Optional<Lease> lease(String namespace) {
    return denials.mayRead(
        "get leases.coordination.k8s.io in namespace " + namespace,
        () -> client.leases().inNamespace(namespace).withName(OperatorRole.LEASE).get());
  }

  private <T extends HasMetadata> List<T> list(Class<T> type, String namespace) {
    try {
      var all = client.resources(type);
      var items =
          namespace == null ? all.inAnyNamespace().list() : all.inNamespace(namespace).list();
      return items.getItems();
    } catch (KubernetesClientException e) {
      switch (e.getCode()) {
        case HttpURLConnection.HTTP_FORBIDDEN -> denials.add(right(type, namespace));
        case HttpURLConnection.HTTP_NOT_FOUND -> throw ClientFailure.notServed(type);
        default -> throw e;
      }
      return new ArrayList<>();
    }
  }

  private static String right(Class<? extends HasMetadata> type, String namespace) {
    var scope = namespace == null ? "" : " in namespace " + namespace;
    return "list " + HasMetadata.getFullResourceName(type) + scope;
  }
}
