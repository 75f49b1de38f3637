// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.forwarding.Place;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.vip.Ip;
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
    long local =
        healthPort == 0
            ? 0
            : intent
                .destinations()
                .filter(endpoint -> endpoint.ready() && endpoint.node().equals(here.node()))
                .count();
    return new Exposure(announced, healthPort, Math.toIntExact(local));
  }

  boolean isNothing() {
    return announced.isEmpty() && healthPort == 0;
  }
}
