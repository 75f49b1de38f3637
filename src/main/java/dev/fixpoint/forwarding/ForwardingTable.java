// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.Destination;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// From an intent to what one node does for it. Pure.
public final class ForwardingTable {
  private ForwardingTable() {}

  /// The frontends of an intent as `node` sees them: one for each address and port. An endpoint
  /// counts for the address of its own family and for the ports that it has. Addresses where no
  /// traffic may go are left out here once more, whoever wrote the intent.
  public static Map<Frontend, Forward> of(Intent intent, String node) {
    var table = new TreeMap<Frontend, Forward>();
    for (var address : intent.addresses().stream().filter(Ip::isForwardable).toList()) {
      for (int i = 0; i < intent.ports().size(); i++) {
        var port = intent.ports().get(i);
        var frontend = new Frontend(address, port.protocol(), port.port());
        table.put(frontend, new Forward(intent.key(), shares(intent, address.family(), i, node)));
      }
    }
    return table;
  }

  /// A backend without weight takes no new connections; one without a target leaves its part to
  /// the others.
  private static List<Share> shares(Intent intent, Family family, int portIndex, String node) {
    var shares = new ArrayList<Share>();
    for (var backend : intent.backends()) {
      var targets = targets(backend, family, portIndex, node);
      if (backend.weight() > 0 && !targets.isEmpty()) {
        shares.add(new Share(backend.weight(), targets));
      }
    }
    return shares;
  }

  private static List<Target> targets(
      Intent.Backend backend, Family family, int portIndex, String node) {
    var targets = new ArrayList<Target>();
    for (var group : backend.groups()) {
      int port = group.targetPorts().get(portIndex);
      for (var endpoint : port == 0 ? List.<Destination>of() : group.endpoints()) {
        if (endpoint.address().family() == family && endpoint.address().isForwardable()) {
          targets.add(new Target(endpoint.address(), port, endpoint.node().equals(node)));
        }
      }
    }
    return targets;
  }
}
