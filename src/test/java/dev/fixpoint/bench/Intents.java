// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.intent.Intent.Port;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.wire.IntentWire;
import java.util.ArrayList;
import java.util.List;

/// RoutingIntents of one port and five endpoints, by number. Number 0 leads to a real pod.
record Intents(String namespace, String node, String pod) {
  private static final int ENDPOINTS = 5;
  private static final int PORT = 8080;

  String address(int number) {
    return Ip.of("10.100.0.1").plus(number).toString();
  }

  /// @param version another one has another first endpoint
  RoutingIntent of(int number, int version) {
    return of(number, version, number == 0 ? 0 : ENDPOINTS);
  }

  /// One with so many endpoints.
  RoutingIntent withEndpoints(int count) {
    return of(1, 0, count);
  }

  private RoutingIntent of(int number, int version, int count) {
    var endpoints = new ArrayList<Destination>();
    for (int i = 0; i < count; i++) {
      long distance = i == 0 && version > 0 ? 8_000_000L + version : number * 5L + i;
      endpoints.add(new Destination(Ip.of("10.128.0.1").plus(distance), "n2", "zone-2"));
    }
    if (number == 0) {
      endpoints.add(new Destination(Ip.of(pod), node, "zone-1"));
    }
    var name = "svc-" + number;
    var intent =
        new Intent(
            new Key(namespace, name),
            name,
            List.of(Ip.of(address(number))),
            List.of(new Port("", Protocol.TCP, 80)),
            List.of(new Backend("all", 1, List.of(new Group(List.of(PORT), endpoints)))));
    var resource = IntentWire.print(intent, 1);
    resource.getMetadata().setOwnerReferences(List.of()); // or the garbage collector takes it
    return resource;
  }
}
