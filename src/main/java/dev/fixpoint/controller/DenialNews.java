// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.access.Contacted;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What nodes tell anew of clients that audited rules did not admit. Pure.
final class DenialNews {

  /// @param port such as `80/TCP`
  /// @param connections since the last look
  record Denial(Key service, String port, Ip client, long connections) {}

  private final Map<String, List<Contacted>> known = new HashMap<>();

  /// What has come since the last call. What a node remembers when it is first seen is no news: it
  /// came before this operator led.
  List<Denial> since(Collection<RoutingFacts> routings) {
    var news = new ArrayList<Denial>();
    for (var routing : routings) {
      var before = known.put(routing.node(), routing.contacts());
      if (before != null && before != routing.contacts()) {
        routing.contacts().stream()
            .filter(contact -> !contact.admitted())
            .map(contact -> denial(contact, before))
            .filter(denial -> denial.connections() > 0)
            .forEach(news::add);
      }
    }
    if (known.size() > routings.size()) {
      known
          .keySet()
          .retainAll(routings.stream().map(RoutingFacts::node).collect(Collectors.toSet()));
    }
    return news;
  }

  /// A node that counts less than before has forgotten the client meanwhile, and begun anew.
  private static Denial denial(Contacted contact, List<Contacted> before) {
    long counted =
        before.stream()
            .filter(contact::isSame)
            .mapToLong(Contacted::connections)
            .filter(connections -> connections <= contact.connections())
            .findFirst()
            .orElse(0);
    return new Denial(
        contact.service(), contact.port(), contact.client(), contact.connections() - counted);
  }
}
