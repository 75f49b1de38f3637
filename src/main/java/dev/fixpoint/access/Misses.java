// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.access;

import dev.fixpoint.access.Admission.Client;
import dev.fixpoint.vip.Access.Peer;
import dev.fixpoint.vip.ClientSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Why no peer of a rule admits a client: what it lacks for each.
final class Misses {
  private static final int SHOWN = 3;

  private Misses() {}

  static String of(List<Peer> from, Client client) {
    var texts = new ArrayList<String>();
    for (int i = 0; i < from.size() && i < SHOWN; i++) {
      texts.add("spec.access.from[%d]: %s".formatted(i, miss(from.get(i), client)));
    }
    var more = from.size() > SHOWN ? ", and %d more".formatted(from.size() - SHOWN) : "";
    return "no peer admits it (%s%s)".formatted(String.join("; ", texts), more);
  }

  private static String miss(Peer peer, Client client) {
    return switch (peer) {
      case Peer.Block(var range, var except) ->
          "not in "
              + range
              + (except.isEmpty()
                  ? ""
                  : except.stream()
                      .map(Object::toString)
                      .collect(Collectors.joining(", ", " except ", "")));
      case Peer.Pods(var selector) ->
          client.pod().isEmpty()
              ? "it is no pod, and this admits " + selector
              : miss(selector, client);
    };
  }

  private static String miss(ClientSelector selector, Client client) {
    if (!selector.selectsNamespace(client.namespace(), client.namespaceLabels())) {
      return selector.namespace().isEmpty()
          ? "its namespace %s %s"
              .formatted(
                  client.namespace(),
                  selector.namespaces().miss(client.namespaceLabels()).orElseThrow())
          : "it is in namespace %s, not %s".formatted(client.namespace(), selector.namespace());
    }
    return selector
        .pods()
        .miss(client.pod().orElseThrow().labels())
        .map(miss -> "it " + miss)
        .orElse("it has finished");
  }
}
