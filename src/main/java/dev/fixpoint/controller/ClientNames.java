// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.controller;

import dev.fixpoint.vip.Ip;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Who has an address now: `pod shop/front-1`, `node n1`, or else `address 198.51.100.7`.
@Singleton
class ClientNames {
  private final Cluster cluster;

  ClientNames(Cluster cluster) {
    this.cluster = cluster;
  }

  /// One walk over the pods, whatever the number of clients.
  Map<Ip, String> of(Set<Ip> clients) {
    var wanted = new HashMap<String, Ip>();
    var names = new HashMap<Ip, String>();
    for (var client : clients) {
      wanted.put(client.toString(), client);
      names.put(client, "address " + client);
    }
    for (var node : cluster.nodes.all()) {
      node.addresses().stream()
          .filter(wanted::containsKey)
          .forEach(address -> names.put(wanted.get(address), "node " + node.name()));
    }
    for (var space : cluster.namespaces.all()) {
      for (var pod : cluster.pods.in(space.name())) {
        if (!pod.finished()) {
          pod.addresses().stream()
              .filter(wanted::containsKey)
              .map(wanted::get)
              .filter(ip -> !names.get(ip).startsWith("node ")) // a pod in its node's network
              .forEach(ip -> names.put(ip, "pod " + space.name() + "/" + pod.name()));
        }
      }
    }
    return names;
  }
}
