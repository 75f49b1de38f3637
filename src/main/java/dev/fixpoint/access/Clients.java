// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.access;

import dev.fixpoint.endpoints.Pod;
import dev.fixpoint.vip.ClientSelector;
import dev.fixpoint.vip.Ip;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/// The addresses of the pods that a selector selects.
public final class Clients {
  private Clients() {}

  /// A namespace with its pods.
  ///
  /// @param labels of the Namespace
  public record Space(String name, Map<String, String> labels, Collection<Pod> pods) {}

  /// @param foreign whether an address is not that pod's alone. A pod of the host network has its
  ///     node's: to admit it would be to admit the node and all such pods on it
  public static SortedSet<Ip> of(
      ClientSelector selector, Collection<Space> spaces, BiPredicate<Ip, Pod> foreign) {
    var clients = new TreeSet<Ip>();
    for (var space : spaces) {
      if (selector.selectsNamespace(space.name(), space.labels())) {
        for (var pod : space.pods()) {
          if (isSelected(selector, pod)) {
            addresses(pod).stream().filter(ip -> !foreign.test(ip, pod)).forEach(clients::add);
          }
        }
      }
    }
    return clients;
  }

  /// Whether a pod of a selected namespace is a client as long as it lives: its address may be
  /// another's once it has finished.
  public static boolean isSelected(ClientSelector selector, Pod pod) {
    return !pod.finished() && selector.pods().matches(pod.labels());
  }

  /// The pod's addresses, those that no pod can have left out.
  public static List<Ip> addresses(Pod pod) {
    return pod.addresses().stream()
        .map(Ip::parse)
        .flatMap(Optional::stream)
        .filter(Ip::isForwardable)
        .toList();
  }
}
