// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.access;

import dev.fixpoint.vip.Access;
import dev.fixpoint.vip.Access.Peer;
import dev.fixpoint.vip.ClientSelector;
import dev.fixpoint.vip.Ip;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether one client may connect, and by which peer of the rule.
///
/// @param peer the number of the peer in `spec.access.from`, from 0; -1 where none admits it, or
///     where there is no rule
public record Admission(boolean admitted, int peer, String why) {

  /// A client.
  ///
  /// @param namespace of the pod
  /// @param namespaceLabels of that Namespace
  /// @param pod empty for a client that is known by address alone
  /// @param addresses that it connects from
  /// @param foreign whether the addresses are a node's, so that no selector admits them
  public record Client(
      String namespace,
      Map<String, String> namespaceLabels,
      Optional<dev.fixpoint.endpoints.Pod> pod,
      List<Ip> addresses,
      boolean foreign) {}

  /// @param access empty where the service has no rule
  public static Admission of(Optional<Access> access, Client client) {
    if (access.isEmpty()) {
      return new Admission(true, -1, "there is no spec.access: the whole cluster may connect");
    }
    var from = access.get().from();
    for (int i = 0; i < from.size(); i++) {
      if (admits(from.get(i), client)) {
        return new Admission(
            true, i, "spec.access.from[%d] admits %s".formatted(i, text(from.get(i))));
      }
    }
    var denied = access.get().drop() ? "dropped" : "refused";
    var why =
        client.foreign()
            ? "it has the address of its node, which no selector admits: add an ipBlock"
            : Misses.of(from, client);
    return new Admission(false, -1, why + "; its connections are " + denied);
  }

  /// Whether one peer of a rule matches a client.
  static boolean admits(Peer peer, Client client) {
    return switch (peer) {
      case Peer.Pods(var selector) -> selects(selector, client);
      case Peer.Block(var range, var except) ->
          client.addresses().stream()
              .anyMatch(
                  ip -> range.contains(ip) && except.stream().noneMatch(part -> part.contains(ip)));
    };
  }

  private static boolean selects(ClientSelector selector, Client client) {
    return !client.foreign()
        && selector.selectsNamespace(client.namespace(), client.namespaceLabels())
        && client.pod().filter(pod -> Clients.isSelected(selector, pod)).isPresent();
  }

  /// A peer for people.
  public static String text(Peer peer) {
    return switch (peer) {
      case Peer.Pods(var selector) -> selector.toString();
      case Peer.Block(var range, var except) ->
          except.isEmpty() ? range.toString() : range + " except " + except;
    };
  }
}
