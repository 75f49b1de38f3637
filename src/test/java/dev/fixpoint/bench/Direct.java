// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.bench;

import dev.fixpoint.api.v1alpha1.RoutingIntent;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Backend;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.intent.Intent.Group;
import dev.fixpoint.intent.Intent.Port;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.wire.IntentWire;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// Services that only nodes know: their RoutingIntents are written by the benchmark, each in the
/// name of a VirtualService that exists, so that the operator takes none of them for left behind.
final class Direct {
  private static final int TARGET_PORT = 8080;

  private final Rig rig;
  private final String ownerUid;
  private int count;

  private Direct(Rig rig, String ownerUid) {
    this.rig = rig;
    this.ownerUid = ownerUid;
  }

  /// @param owner a VirtualService; where there is none, only nothing can be made
  static Direct of(Rig rig, String owner) {
    var service =
        rig.controlPlane()
            .client()
            .resources(VirtualService.class)
            .inNamespace(rig.namespace())
            .withName(owner)
            .get();
    return new Direct(rig, service == null ? "" : service.getMetadata().getUid());
  }

  /// Makes what is missing to so many.
  ///
  /// @param pods the addresses of the endpoints of each
  void grow(int wanted, IntFunction<List<String>> pods) throws Exception {
    var client = rig.controlPlane().client();
    Population.each(count, wanted, i -> client.resource(intent(i, pods.apply(i))).create());
    count = Math.max(count, wanted);
  }

  private RoutingIntent intent(int number, List<String> pods) {
    var endpoints =
        pods.stream().map(ip -> new Destination(Ip.of(ip), rig.node().name(), "")).toList();
    var intent =
        new Intent(
            new Key(rig.direct(), name(number)),
            ownerUid,
            List.of(address(number)),
            List.of(new Port("", Protocol.TCP, 80)),
            List.of(new Backend("all", 1, List.of(new Group(List.of(TARGET_PORT), endpoints)))));
    var resource = IntentWire.print(intent, 1);
    resource.getMetadata().setOwnerReferences(List.of()); // or the garbage collector takes it
    return resource;
  }

  int count() {
    return count;
  }

  static String name(int number) {
    return "direct-" + number;
  }

  private static Ip address(int number) {
    return Ip.of("10.100.0.1").plus(number);
  }

  Map<String, String> addresses() {
    var addresses = new HashMap<String, String>();
    for (int i = 0; i < count; i++) {
      addresses.put(name(i), address(i).toString());
    }
    return addresses;
  }
}
