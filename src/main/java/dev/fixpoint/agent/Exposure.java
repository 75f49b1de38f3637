// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.forwarding.Place;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.util.EnumMap;
import java.util.Set;
import java.util.stream.Collectors;

/// What this node does for the clients of one service outside the cluster, beside forwarding.
///
/// @param announced the addresses that it answers for on its network
/// @param healthPort where it answers health checks; 0 for nowhere
/// @param localEndpoints how many ready endpoints it has: the answer
record Exposure(Set<Ip> announced, int healthPort, int localEndpoints) {

  static Exposure of(Intent intent, Place here) {
    var announced =
        intent.external().addresses().stream()
            .filter(address -> address.node().equals(here.node()))
            .map(Announced::address)
            .filter(Ip::isForwardable)
            .collect(Collectors.toSet());
    int healthPort = intent.external().healthPort();
    int local = healthPort == 0 ? 0 : local(intent, here);
    return new Exposure(announced, healthPort, local);
  }

  /// A pod of two families is one endpoint in each.
  private static int local(Intent intent, Place here) {
    var counts = new EnumMap<Family, Integer>(Family.class);
    intent
        .destinations()
        .filter(endpoint -> endpoint.ready() && endpoint.node().equals(here.node()))
        .forEach(endpoint -> counts.merge(endpoint.address().family(), 1, Integer::sum));
    return counts.values().stream().max(Integer::compare).orElse(0);
  }

  boolean isNothing() {
    return announced.isEmpty() && healthPort == 0;
  }
}
