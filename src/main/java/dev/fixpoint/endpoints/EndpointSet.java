// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.endpoints;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.VipService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The endpoints of a service in one family, from the pods of its namespace.
///
/// @param endpoints of all selected pods that have a usable address, ready or not, sorted
/// @param excluded selected pods that have none, with the reason
public record EndpointSet(List<Endpoint> endpoints, List<Excluded> excluded) {

  /// A selected pod that can't be an endpoint.
  ///
  /// @param reason as it continues `pod NAME ...`
  public record Excluded(String pod, String reason) {}

  /// What the cluster says of nodes and addresses.
  public interface Surroundings {
    /// The zone of a node; empty where it has none or is not known.
    String zoneOf(String node);

    /// Why no traffic may go to this address, such as `is the address of node n1`.
    Optional<String> forbids(Ip address);
  }

  /// @param pods all pods of the service's namespace, or any part of them that holds the selected
  public static EndpointSet select(
      VipService service, List<Pod> pods, Family family, Surroundings surroundings) {
    var endpoints = new ArrayList<Endpoint>();
    var excluded = new ArrayList<Excluded>();
    for (var pod : pods) {
      if (!pod.finished() && service.selector().matches(pod.labels())) {
        var reason = exclusion(pod, family, surroundings);
        if (reason.isPresent()) {
          excluded.add(new Excluded(pod.name(), reason.get()));
        } else {
          endpoints.add(endpoint(service, pod, addressOf(pod, family).orElseThrow(), surroundings));
        }
      }
    }
    endpoints.sort(null);
    excluded.sort(java.util.Comparator.comparing(Excluded::pod));
    return new EndpointSet(List.copyOf(endpoints), List.copyOf(excluded));
  }

  private static Optional<String> exclusion(Pod pod, Family family, Surroundings surroundings) {
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
    return surroundings
        .forbids(address.get())
        .map(why -> "has the address " + address.get() + ", which " + why);
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

  /// Where new connections go: to the ready endpoints; where none is, to those that are
  /// terminating and still serve (KEP-1669).
  public List<Endpoint> usable() {
    var ready = endpoints.stream().filter(Endpoint::ready).toList();
    return ready.isEmpty() ? endpoints.stream().filter(Endpoint::serving).toList() : ready;
  }

  /// How many selected pods are ready.
  public int readyCount() {
    return (int) endpoints.stream().filter(Endpoint::ready).count();
  }

  /// How many pods are selected, finished ones aside.
  public int total() {
    return endpoints.size() + excluded.size();
  }
}
