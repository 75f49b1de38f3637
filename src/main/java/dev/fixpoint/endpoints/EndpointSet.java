// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.endpoints;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Traffic;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.vip.VipService.Backend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/// The endpoints of a service in one family, from the pods of its namespace, by backend.
///
/// @param parts one for each backend of the service, in its order
/// @param strays selected pods that don't belong to exactly one backend, by name
public record EndpointSet(List<Part> parts, List<Stray> strays) {

  /// The pods of one backend.
  ///
  /// @param endpoints of all that have a usable address, ready or not, sorted
  /// @param excluded those that have none, with the reason, by name
  public record Part(Backend backend, List<Endpoint> endpoints, List<Excluded> excluded) {

    public int readyCount() {
      return (int) endpoints.stream().filter(Endpoint::ready).count();
    }

    public int total() {
      return endpoints.size() + excluded.size();
    }

    private boolean takesConnections() {
      return backend.weight() > 0 && readyCount() > 0;
    }
  }

  /// A selected pod that can't be an endpoint.
  ///
  /// @param reason as it continues `pod NAME ...`
  public record Excluded(String pod, String reason) {}

  /// A selected pod that no backend takes, or several do: it belongs to the first of them.
  ///
  /// @param backends that match it
  public record Stray(String pod, List<String> backends) {}

  /// What the cluster says of nodes and addresses.
  public interface Surroundings {
    /// The zone of a node; empty where it has none or is not known.
    String zoneOf(String node);

    /// Why no pod of this node may have this address, such as `is the address of node n1`.
    Optional<String> forbids(Ip address, Pod pod);
  }

  /// @param pods all pods of the service's namespace, or any part of them that holds the selected
  public static EndpointSet select(
      VipService service, List<Pod> pods, Family family, Surroundings surroundings) {
    var endpoints = new HashMap<String, List<Endpoint>>();
    var excluded = new HashMap<String, List<Excluded>>();
    var strays = new ArrayList<Stray>();
    var selected =
        pods.stream()
            .filter(pod -> !pod.finished() && service.selector().matches(pod.labels()))
            .toList();
    var holders = holders(selected, family);
    for (var pod : selected) {
      var backends = backendsOf(pod, service);
      if (backends.size() != 1) {
        strays.add(new Stray(pod.name(), backends));
      }
      if (backends.isEmpty()) {
        continue;
      }
      var reason = exclusion(pod, family, holders, surroundings);
      if (reason.isPresent()) {
        list(excluded, backends.getFirst()).add(new Excluded(pod.name(), reason.get()));
      } else {
        var address = addressOf(pod, family).orElseThrow();
        list(endpoints, backends.getFirst()).add(endpoint(service, pod, address, surroundings));
      }
    }
    strays.sort(Comparator.comparing(Stray::pod));
    var parts =
        service.backends().stream()
            .map(
                backend ->
                    new Part(
                        backend,
                        list(endpoints, backend.name()).stream().sorted().toList(),
                        list(excluded, backend.name()).stream()
                            .sorted(Comparator.comparing(Excluded::pod))
                            .toList()))
            .toList();
    return new EndpointSet(parts, List.copyOf(strays));
  }

  private static List<String> backendsOf(Pod pod, VipService service) {
    return service.backends().stream()
        .filter(backend -> backend.selector().matches(pod.labels()))
        .map(Backend::name)
        .toList();
  }

  private static <T> List<T> list(HashMap<String, List<T>> lists, String backend) {
    return lists.computeIfAbsent(backend, name -> new ArrayList<>());
  }

  private static Optional<String> exclusion(
      Pod pod, Family family, Map<Ip, Pod> holders, Surroundings surroundings) {
    if (pod.addresses().isEmpty()) {
      return Optional.of("has no IP yet");
    }
    var address = addressOf(pod, family);
    if (address.isEmpty()) {
      return Optional.of("has no " + family + " address");
    }
    if (!address.get().isForwardable()) {
      return Optional.of("has the address " + address.get() + ", where no traffic may go");
    }
    var holder = holders.get(address.get());
    if (!holder.equals(pod)) {
      return Optional.of(
          "has the address %s, which pod %s has by now".formatted(address.get(), holder.name()));
    }
    return surroundings
        .forbids(address.get(), pod)
        .map(why -> "has the address " + address.get() + ", which " + why);
  }

  /// Whose each address is: of several pods that claim one, all but one are remains, such as a pod
  /// of a node that is gone.
  private static Map<Ip, Pod> holders(List<Pod> pods, Family family) {
    var likeliest =
        Comparator.comparing((Pod pod) -> pod.terminating())
            .thenComparing(pod -> !pod.ready())
            .thenComparing(Pod::name);
    var holders = new HashMap<Ip, Pod>();
    for (var pod : pods) {
      addressOf(pod, family)
          .ifPresent(ip -> holders.merge(ip, pod, BinaryOperator.minBy(likeliest)));
    }
    return holders;
  }

  private static Optional<Ip> addressOf(Pod pod, Family family) {
    return pod.addresses().stream()
        .map(Ip::parse)
        .flatMap(Optional::stream)
        .filter(ip -> ip.family() == family)
        .findFirst();
  }

  private static Endpoint endpoint(
      VipService service, Pod pod, Ip address, Surroundings surroundings) {
    var ports =
        service.ports().stream()
            .map(port -> pod.resolve(port.target(), port.protocol()).orElse(0))
            .toList();
    boolean ready = service.publishNotReady() || (pod.ready() && !pod.terminating());
    return new Endpoint(
        pod.name(),
        pod.uid(),
        address,
        pod.node(),
        surroundings.zoneOf(pod.node()),
        ports,
        ready,
        service.publishNotReady() || pod.ready(),
        pod.terminating());
  }

  /// Where new connections to a backend go: to its ready endpoints; where no backend that has
  /// weight has any, to those that are terminating and still serve (KEP-1669).
  public List<Endpoint> usable(Part part) {
    boolean lastResort = parts.stream().noneMatch(Part::takesConnections);
    return part.endpoints().stream()
        .filter(endpoint -> endpoint.ready() || (lastResort && endpoint.serving()))
        .toList();
  }

  /// What nodes may choose from: where some of them have to do with their own endpoints, also those
  /// that are the last resort of one node alone (KEP-1669).
  public List<Endpoint> offered(Part part, Traffic traffic) {
    return traffic.isLocal()
        ? part.endpoints().stream().filter(e -> e.ready() || e.serving()).toList()
        : usable(part);
  }

  /// Where new connections go, backends without weight aside.
  public List<Endpoint> usable() {
    return parts.stream()
        .filter(part -> part.backend().weight() > 0)
        .flatMap(part -> usable(part).stream())
        .sorted()
        .toList();
  }

  /// Of all backends, sorted.
  public List<Endpoint> endpoints() {
    return parts.stream().flatMap(part -> part.endpoints().stream()).sorted().toList();
  }

  /// Of all backends.
  public List<Excluded> excluded() {
    return parts.stream().flatMap(part -> part.excluded().stream()).toList();
  }

  /// How many pods of the backends are ready.
  public int readyCount() {
    return parts.stream().mapToInt(Part::readyCount).sum();
  }

  /// How many pods the backends have, finished ones aside.
  public int total() {
    return parts.stream().mapToInt(Part::total).sum();
  }
}
