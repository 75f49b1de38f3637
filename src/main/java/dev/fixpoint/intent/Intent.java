// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.intent;

import dev.fixpoint.endpoints.Endpoint;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.vip.Access;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.ClientSelector;
import dev.fixpoint.vip.Digest;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.Traffic;
import dev.fixpoint.vip.VipService;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What every node shall do for one VirtualService. Two intents that are equal forward alike.
///
/// @param addresses for clients inside the cluster
/// @param ports of the addresses
/// @param backends with their weights
/// @param traffic which endpoints are used from where
/// @param external how clients outside the cluster reach it
/// @param access which clients are admitted; empty for all
/// @param balancing how a node chooses an endpoint
public record Intent(
    Key key,
    String ownerUid,
    List<Ip> addresses,
    List<Port> ports,
    List<Backend> backends,
    Traffic traffic,
    External external,
    Optional<Admitted> access,
    Balancing balancing) {

  /// Of a service that all clients may connect to, balanced at random.
  public Intent(
      Key key,
      String ownerUid,
      List<Ip> addresses,
      List<Port> ports,
      List<Backend> backends,
      Traffic traffic,
      External external) {
    this(
        key,
        ownerUid,
        addresses,
        ports,
        backends,
        traffic,
        external,
        Optional.empty(),
        Balancing.RANDOM);
  }

  /// Of a service that is reached from inside the cluster alone, with all of its endpoints.
  public Intent(
      Key key, String ownerUid, List<Ip> addresses, List<Port> ports, List<Backend> backends) {
    this(key, ownerUid, addresses, ports, backends, Traffic.DEFAULT, External.NONE);
  }

  /// @param name empty for the only port of a service
  public record Port(String name, Protocol protocol, int port) {}

  /// @param weight its share of new connections is weight / sum of weights
  public record Backend(String name, int weight, List<Group> groups) {}

  /// Endpoints that agree on their target ports.
  ///
  /// @param targetPorts one for each port of the intent; 0 where these pods have no such port
  public record Group(List<Integer> targetPorts, List<Destination> endpoints) {}

  /// @param node where the pod runs
  /// @param zone of that node; empty where it has none
  /// @param ready whether it is more than the last resort: terminating endpoints that still serve
  ///     are not
  public record Destination(Ip address, String node, String zone, boolean ready)
      implements Comparable<Destination> {

    private static final Comparator<Destination> ORDER =
        Comparator.comparing(Destination::address)
            .thenComparing(Destination::node)
            .thenComparing(Destination::zone)
            .thenComparing(Destination::ready);

    /// One that is ready.
    public Destination(Ip address, String node, String zone) {
      this(address, node, zone, true);
    }

    @Override
    public int compareTo(Destination other) {
      return ORDER.compare(this, other);
    }
  }

  /// The clients that are admitted: those of the sets, and those of the ranges.
  ///
  /// @param sets names of sets of AddressSets, sorted
  /// @param ranges disjoint, sorted
  /// @param drop whether others see a time-out in place of an immediate refusal
  /// @param audit whether clients are counted and remembered
  public record Admitted(List<String> sets, List<IpRange> ranges, boolean drop, boolean audit) {

    public static Admitted of(Access access) {
      var sets = access.selectors().stream().map(ClientSelector::setName).toList();
      return new Admitted(sets, access.ranges(), access.drop(), access.audit());
    }
  }

  /// The same, for these clients.
  public Intent admitting(Optional<Admitted> clients) {
    return new Intent(
        key, ownerUid, addresses, ports, backends, traffic, external, clients, balancing);
  }

  /// The same, balanced so.
  public Intent balancing(Balancing other) {
    return new Intent(key, ownerUid, addresses, ports, backends, traffic, external, access, other);
  }

  /// How clients outside the cluster reach a service.
  ///
  /// @param nodePorts one for each port of the intent; empty where nodes serve none
  /// @param addresses for clients outside
  /// @param sources the clients that may connect to `addresses`; empty for all
  /// @param healthPort where each node says whether it has endpoints; 0 for nowhere
  public record External(
      List<Integer> nodePorts, List<Announced> addresses, List<IpRange> sources, int healthPort) {

    /// From nowhere.
    public static final External NONE = new External(List.of(), List.of(), List.of(), 0);
  }

  /// An external address.
  ///
  /// @param node that answers for it on its network; empty where none is live
  public record Announced(Ip address, String node) {}

  /// @param sets the endpoints, one set for each family of the addresses
  /// @param external how clients outside reach it
  public static Intent compile(
      VipService service, List<Ip> addresses, External external, Collection<EndpointSet> sets) {
    var traffic = service.reach().traffic();
    var ports =
        service.ports().stream().map(p -> new Port(p.name(), p.protocol(), p.port())).toList();
    var backends = new ArrayList<Backend>();
    for (int i = 0; i < service.backends().size(); i++) {
      backends.add(backend(service.backends().get(i), i, traffic, sets));
    }
    return new Intent(
            service.key(),
            service.uid(),
            List.copyOf(addresses),
            ports,
            backends,
            traffic,
            external)
        .balancing(service.balancing());
  }

  /// The endpoints of a backend without weight are no node's business.
  private static Backend backend(
      VipService.Backend backend, int index, Traffic traffic, Collection<EndpointSet> sets) {
    var offered =
        sets.stream()
            .filter(set -> backend.weight() > 0)
            .flatMap(set -> set.offered(set.parts().get(index), traffic).stream())
            .toList();
    return new Backend(backend.name(), backend.weight(), groups(offered));
  }

  private static List<Group> groups(List<Endpoint> offered) {
    var byPorts = new TreeMap<String, List<Endpoint>>();
    for (var endpoint : offered) {
      byPorts
          .computeIfAbsent(endpoint.targetPorts().toString(), ports -> new ArrayList<>())
          .add(endpoint);
    }
    return byPorts.values().stream().map(Intent::group).toList();
  }

  private static Group group(List<Endpoint> endpoints) {
    var destinations =
        endpoints.stream()
            .map(e -> new Destination(e.address(), e.node(), e.zone(), e.ready()))
            .distinct()
            .sorted()
            .toList();
    return new Group(endpoints.getFirst().targetPorts(), destinations);
  }

  /// All endpoints of all backends.
  public Stream<Destination> destinations() {
    return backends.stream()
        .flatMap(backend -> backend.groups().stream())
        .flatMap(group -> group.endpoints().stream());
  }

  public Intent withoutEndpoints() {
    return withBackends(List.of());
  }

  Intent withBackends(List<Backend> others) {
    return new Intent(
        key, ownerUid, addresses, ports, List.copyOf(others), traffic, external, access, balancing);
  }

  /// For clients inside and outside.
  public Set<Ip> allAddresses() {
    var all = new HashSet<>(addresses);
    external.addresses().forEach(announced -> all.add(announced.address()));
    return all;
  }

  /// A digest of the content: 16 hexadecimal digits of SHA-256. Equal content, equal revision.
  public String revision() {
    return Digest.hex(toString(), 8);
  }
}
