// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.forwarding.Candidates.Candidate;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Traffic.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// From an intent to what one node does for it. Pure.
public final class ForwardingTable {
  private final Intent intent;
  private final Place here;
  private final Map<Frontend, Forward> table = new TreeMap<>();

  private ForwardingTable(Intent intent, Place here) {
    this.intent = intent;
    this.here = here;
  }

  /// The frontends of an intent as a node sees them: one for each address and port, and for those
  /// that clients outside may use one more for these. An endpoint counts for the address of its
  /// own family and for the ports that it has. Addresses where no traffic may go are left out here
  /// once more, whoever wrote the intent.
  ///
  /// To a cluster address the internal traffic policy applies. To a node port or an external
  /// address the external one does, but only for clients outside: those on the node itself get
  /// all endpoints, since for them this node is as good as any (as kube-proxy's short-cut).
  public static Map<Frontend, Forward> of(Intent intent, Place here) {
    return new ForwardingTable(intent, here).compile();
  }

  private Map<Frontend, Forward> compile() {
    var nodePorts = intent.external().nodePorts();
    for (int i = 0; i < intent.ports().size(); i++) {
      for (var address : intent.addresses()) {
        serve(address, i, intent.ports().get(i).port(), Side.INSIDE, intent.traffic().internal());
      }
      if (i < nodePorts.size() && nodePorts.get(i) != 0) {
        for (var address : here.addresses()) {
          serveAll(address, i, nodePorts.get(i), Guard.NONE);
        }
      }
      for (var announced : intent.external().addresses()) {
        var sources = new Guard(false, intent.external().sources());
        serveAll(announced.address(), i, intent.ports().get(i).port(), sources);
      }
    }
    return table;
  }

  /// On both sides.
  private void serveAll(Ip address, int index, int port, Guard guard) {
    serve(address, index, port, Side.INSIDE, Scope.CLUSTER);
    serve(address, index, port, Side.OUTSIDE, intent.traffic().external(), guard);
  }

  private void serve(Ip address, int index, int port, Side side, Scope scope) {
    serve(address, index, port, side, scope, Guard.NONE);
  }

  private void serve(Ip address, int index, int port, Side side, Scope scope, Guard guard) {
    if (!address.isForwardable()) {
      return;
    }
    var frontend = new Frontend(address, intent.ports().get(index).protocol(), port, side);
    var targets = targets(address.family(), index, scope);
    // Whoever sends from outside has not noticed yet that no endpoint is left here, and tries
    // again; inside, nobody else could help.
    boolean elsewhere =
        side == Side.OUTSIDE
            && targets.isEmpty()
            && !targets(address.family(), index, Scope.CLUSTER).isEmpty();
    var guarded = new Guard(elsewhere, guard.sources());
    table.put(frontend, new Forward(intent.key(), targets, guarded));
  }

  private List<Target> targets(Family family, int portIndex, Scope scope) {
    var targets = new ArrayList<Target>();
    for (var backend : intent.backends()) {
      var endpoints = candidates(backend, family, portIndex);
      for (var chosen : Candidates.of(scope, intent.traffic().prefer(), endpoints, here)) {
        var endpoint = chosen.destination();
        boolean local = endpoint.node().equals(here.node());
        targets.add(new Target(endpoint.address(), chosen.port(), local));
      }
    }
    return targets;
  }

  private static List<Candidate> candidates(Intent.Backend backend, Family family, int portIndex) {
    var candidates = new ArrayList<Candidate>();
    for (var group : backend.groups()) {
      int port = group.targetPorts().get(portIndex);
      if (port == 0) {
        continue;
      }
      for (var endpoint : group.endpoints()) {
        var address = endpoint.address();
        if (address.family() == family && address.isForwardable()) {
          candidates.add(new Candidate(endpoint, port));
        }
      }
    }
    return candidates;
  }
}
