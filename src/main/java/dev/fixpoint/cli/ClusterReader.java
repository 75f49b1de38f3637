// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.access.Shard;
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
import dev.fixpoint.wire.AddressSetWire;
import dev.fixpoint.wire.AddressWire;
import dev.fixpoint.wire.Names;
import dev.fixpoint.wire.PoolWire;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Reads what the commands show: plain lists, no watches. Rights that are missing are gathered,
/// so that all of them can be named at once.
final class ClusterReader {
  private final KubernetesClient client;
  private final Duration silentAfter;
  private final TreeSet<String> denied = new TreeSet<>();

  ClusterReader(KubernetesClient client, Duration silentAfter) {
    this.client = client;
    this.silentAfter = silentAfter;
  }

  /// @throws ClientFailure where a right was missing for anything read so far
  void demandRights() {
    if (!denied.isEmpty()) {
      throw ClientFailure.noAnswer(
          "you may not %s: ask for a role that allows it".formatted(String.join(", ", denied)));
    }
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

  List<RoutingIntent> intents(String namespace) {
    return list(RoutingIntent.class, namespace);
  }

  List<Pod> pods(String namespace) {
    return list(Pod.class, namespace);
  }

  Map<String, String> namespaceLabels(String namespace) {
    try {
      return Optional.ofNullable(client.namespaces().withName(namespace).get())
          .map(found -> found.getMetadata().getLabels())
          .orElse(Map.of());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      denied.add("get namespaces");
      return Map.of();
    }
  }

  List<Pool> pools() {
    var occupied =
        list(Node.class, null).stream()
            .flatMap(node -> NodeFacts.of(node).occupied().stream())
            .toList();
    return PoolWire.parse(list(AddressPool.class, null), list(ServiceCIDR.class, null), occupied);
  }

  /// The labels of a namespace; none where it is not there or may not be read.
  Map<String, String> labelsOf(String namespace) {
    try {
      var found = client.namespaces().withName(namespace).get();
      return found == null ? Map.of() : NamespaceFacts.of(found).labels();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return Map.of();
      }
      throw e;
    }
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
    var shards = new HashMap<String, Map<Integer, Shard>>();
    list(AddressSet.class, null).stream()
        .flatMap(set -> AddressSetWire.parse(set).value().stream())
        .forEach(
            shard ->
                shards
                    .computeIfAbsent(shard.set(), _ -> new HashMap<>())
                    .put(shard.index(), shard));
    var sets = new HashMap<String, Set<Ip>>();
    shards.forEach((set, parts) -> Shard.join(parts).ifPresent(ips -> sets.put(set, ips)));
    return sets;
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
    try {
      return Optional.ofNullable(
          client.leases().inNamespace(namespace).withName(OperatorRole.LEASE).get());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      denied.add("get leases.coordination.k8s.io in namespace " + namespace);
      return Optional.empty();
    }
  }

  private <T extends HasMetadata> List<T> list(Class<T> type, String namespace) {
    try {
      var all = client.resources(type);
      var items =
          namespace == null ? all.inAnyNamespace().list() : all.inNamespace(namespace).list();
      return items.getItems();
    } catch (KubernetesClientException e) {
      switch (e.getCode()) {
        case HttpURLConnection.HTTP_FORBIDDEN -> denied.add(right(type, namespace));
        case HttpURLConnection.HTTP_NOT_FOUND -> throw notServed(type);
        default -> throw e;
      }
      return new ArrayList<>();
    }
  }

  private static String right(Class<? extends HasMetadata> type, String namespace) {
    var scope = namespace == null ? "" : " in namespace " + namespace;
    return "list " + HasMetadata.getFullResourceName(type) + scope;
  }

  private static ClientFailure notServed(Class<? extends HasMetadata> type) {
    return HasMetadata.getGroup(type).equals(Names.GROUP)
        ? ClientFailure.noAnswer(
            "the cluster has no %s: install the CRDs: kubectl apply --server-side -f crds/"
                .formatted(HasMetadata.getFullResourceName(type)))
        : ClientFailure.noAnswer(
            "the cluster has no %s: Fixpoint needs Kubernetes 1.34 or newer"
                .formatted(HasMetadata.getFullResourceName(type)));
  }
}
