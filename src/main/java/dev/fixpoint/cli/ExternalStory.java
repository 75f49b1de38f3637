// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.intent.Intent.Announced;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.vip.VipService;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// How clients outside the cluster reach a VirtualService, in lines for people.
final class ExternalStory {
  private ExternalStory() {}

  /// @param external what the nodes are told
  static List<String> of(VipService service, External external) {
    var lines = new ArrayList<String>();
    for (int i = 0; i < external.nodePorts().size() && i < service.ports().size(); i++) {
      int nodePort = external.nodePorts().get(i);
      var port = service.ports().get(i).port() + "/" + service.ports().get(i).protocol();
      lines.add(
          nodePort == 0
              ? "no node port for %s: its condition Allocated says why".formatted(port)
              : "node port %d of every node -> %s".formatted(nodePort, port));
    }
    external.addresses().forEach(address -> lines.add(announced(address)));
    if (service.reach().hasExternalAddresses() && external.addresses().isEmpty()) {
      lines.add("no external address: its condition Allocated says why");
    }
    if (!external.sources().isEmpty()) {
      lines.add(
          "external addresses only for clients in "
              + external.sources().stream()
                  .map(range -> range.toBlock().orElseGet(range::toString))
                  .collect(Collectors.joining(", ")));
    }
    if (external.healthPort() != 0) {
      lines.add("health checks at port %d of every node".formatted(external.healthPort()));
    }
    return List.copyOf(lines);
  }

  private static String announced(Announced address) {
    return address.node().isEmpty()
        ? address.address() + ", announced by nobody: no node is live, or it is switched off"
        : address.address() + ", announced by node " + address.node();
  }
}
