// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.Served;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// What the counters of IPVS have grown by. Pure. Where clients outside have the endpoints of those
/// inside it counts both alike, so that their connections are counted where those from inside are.
final class IpvsServed {

  private Map<Service, SortedMap<Server, Long>> last;

  /// @param counts of all servers, as they are now; one that is less than it was has begun anew
  /// @return what they have grown by since the last call; nothing at the first
  List<Served> since(Map<Service, SortedMap<Server, Long>> counts, Map<Frontend, Forward> table) {
    var served = new ArrayList<Served>();
    if (last != null) {
      counts.forEach(
          (service, servers) -> {
            var before = last.get(service);
            servers.forEach(
                (server, count) -> {
                  long had = before == null ? 0 : before.getOrDefault(server, 0L);
                  add(service, server, count < had ? count : count - had, table, served);
                });
          });
    }
    last = counts;
    return served;
  }

  private static void add(
      Service service,
      Server server,
      long more,
      Map<Frontend, Forward> table,
      List<Served> served) {
    for (var side : service.isMarked() ? List.of(Side.OUTSIDE) : List.of(Side.values())) {
      var forward = table.get(service.on(side));
      if (more > 0 && forward != null && !forward.shares().isEmpty()) {
        forward.targets().stream()
            .filter(target -> Server.of(target).equals(server))
            .findFirst()
            .ifPresent(target -> served.add(new Served(service.on(side), target, more)));
        return;
      }
    }
  }
}
