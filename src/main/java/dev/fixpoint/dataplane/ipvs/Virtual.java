// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.vip.Balancing.Algorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// How IPVS shares the connections to a [Service] out: a virtual service, in its words.
///
/// @param persistence for how long a client keeps its server, in seconds; 0 for not at all
/// @param weights of each server; 0 for one that gets no new connections
record Virtual(Scheduler scheduler, int persistence, SortedMap<Server, Integer> weights) {

  /// @param name of the kernel module, without `ip_vs_`
  /// @param flags of it; empty for none
  record Scheduler(String name, String flags) {

    /// In turn, by weight. The kernel has no scheduler that draws at random; for clients that do
    /// not see each other the two are alike.
    private static final Scheduler TURNS = new Scheduler("wrr", "");

    private static final Scheduler FEWEST = new Scheduler("wlc", "");

    /// By the client's address alone (without `mh-port`), in a table in which a server that comes
    /// or goes moves few others' clients; `mh-fallback`, so that the clients of a server with
    /// weight 0 go elsewhere instead of being refused.
    private static final Scheduler BY_SOURCE = new Scheduler("mh", "mh-fallback");
  }

  Virtual {
    weights = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(weights));
  }

  /// @param forward has a share
  static Virtual of(Forward forward) {
    return new Virtual(
        scheduler(forward.balancing().algorithm()),
        forward.balancing().affinitySeconds(),
        Weights.of(forward.shares()));
  }

  /// Without a server.
  static Virtual empty(Algorithm algorithm) {
    return new Virtual(scheduler(algorithm), 0, new TreeMap<>());
  }

  private static Scheduler scheduler(Algorithm algorithm) {
    return switch (algorithm) {
      case Random, RoundRobin -> Scheduler.TURNS;
      case LeastConnections -> Scheduler.FEWEST;
      case SourceHash -> Scheduler.BY_SOURCE;
    };
  }

  /// This, and the servers that it no longer has with weight 0: connections to them go on.
  Virtual draining(Virtual before) {
    var all = new TreeMap<>(weights);
    before.weights.keySet().forEach(server -> all.putIfAbsent(server, 0));
    return new Virtual(scheduler, persistence, all);
  }

  /// The same without any server that gets new connections.
  Virtual ending() {
    var all = new TreeMap<>(weights);
    all.replaceAll((server, weight) -> 0);
    return new Virtual(scheduler, persistence, all);
  }

  boolean isDraining() {
    return weights.containsValue(0);
  }

  Virtual without(Server server) {
    var others = new TreeMap<>(weights);
    others.remove(server);
    return new Virtual(scheduler, persistence, others);
  }

  /// The lines of ipvsadm's script that lead from one state of a service to another; null stands
  /// for its absence.
  static List<String> lines(Service service, Virtual before, Virtual after) {
    var at = service.option();
    if (after == null) {
      return before == null ? List.of() : List.of("-D " + at);
    }
    var lines = new ArrayList<String>();
    if (before == null) {
      lines.add("-A " + at + after.options());
    } else if (!after.options().equals(before.options())) {
      lines.add("-E " + at + after.options());
    }
    var had = before == null ? new TreeMap<Server, Integer>() : before.weights;
    after.weights.forEach(
        (server, weight) -> {
          if (!weight.equals(had.get(server))) {
            var verb = had.containsKey(server) ? "-e " : "-a ";
            lines.add(verb + at + " -r " + server + " -m -w " + weight);
          }
        });
    had.keySet().stream()
        .filter(server -> !after.weights.containsKey(server))
        .forEach(server -> lines.add("-d " + at + " -r " + server));
    return lines;
  }

  private String options() {
    return " -s "
        + scheduler.name()
        + (persistence > 0 ? " -p " + persistence : "")
        + (scheduler.flags().isEmpty() ? "" : " -b " + scheduler.flags());
  }
}
