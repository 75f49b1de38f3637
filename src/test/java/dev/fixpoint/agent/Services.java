// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.ForwardingTable;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.intent.Intent.Port;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Small intents: `shop/NAME` at `10.96.0.ADDRESS`, with these ports, on pods of these numbers.
final class Services {
  static final String NODE = "n1";
  static final Place HERE = Place.of(NODE);

  private Services() {}

  static Key key(String name) {
    return new Key("shop", name);
  }

  static Intent intent(
      String name, Collection<Integer> addresses, Collection<Integer> ports, Integer... pods) {
    var targets = ports.stream().map(port -> 8000 + port).toList();
    var endpoints =
        List.of(pods).stream()
            .map(pod -> new Destination(Ip.of("10.0.0." + pod), pod % 2 == 0 ? NODE : "n2", ""))
            .toList();
    return new Intent(
        key(name),
        "uid-" + name,
        new TreeSet<>(addresses).stream().map(a -> Ip.of("10.96.0." + a)).toList(),
        ports.stream().map(port -> new Port("p" + port, Protocol.TCP, port)).toList(),
        List.of(new Backend("default", 1, List.of(new Group(targets, endpoints)))));
  }

  /// What a node forwards that learns of all these intents at once. Of several that claim one
  /// frontend the lowest key has it.
  static Map<Frontend, Forward> compiled(Collection<Intent> intents) {
    var table = new HashMap<Frontend, Forward>();
    intents.stream()
        .sorted((a, b) -> b.key().compareTo(a.key()))
        .forEach(intent -> table.putAll(ForwardingTable.of(intent, HERE)));
    return table;
  }
}
