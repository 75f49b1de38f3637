// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.forwarding.Candidates.Candidate;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
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
  /// all endpoints, since for them this node is as good as any (kube-proxy's short-cut).
  public static Map<Frontend, Forward> of(Intent intent, Place here) {
    return new ForwardingTable(intent, here).compile();
  }

  private Map<Frontend, Forward> compile() {
    var external = intent.external();
    for (int i = 0; i < intent.ports().size(); i++) {
      int port = intent.ports().get(i).port();
      for (var address : intent.addresses()) {
        serveInside(address, port, i, intent.traffic().internal(), Guard.NONE);
      }
      int nodePort = i < external.nodePorts().size() ? external.nodePorts().get(i) : 0;
      for (var address : nodePort == 0 ? List.<Ip>of() : here.addresses()) {
        serveInside(address, nodePort, i, Scope.CLUSTER, Guard.OF_NODE);
        serveOutside(address, nodePort, i, true, List.of());
      }
      for (var announced : external.addresses()) {
        serveInside(announced.address(), port, i, Scope.CLUSTER, Guard.NONE);
        serveOutside(announced.address(), port, i, false, external.sources());
      }
    }
    return table;
  }

  /// Without a target clients inside are refused: no other node could help them.
  private void serveInside(Ip address, int port, int index, Scope scope, Guard guard) {
    serve(address, port, index, Side.INSIDE, shares(address.family(), index, scope), guard);
  }

  /// A client outside for whom there are targets on other nodes alone is dropped: whoever sent it
  /// here has not noticed yet, and it tries again.
  private void serveOutside(
      Ip address, int port, int index, boolean ofNode, List<IpRange> sources) {
    var shares = shares(address.family(), index, intent.traffic().external());
    boolean drops = shares.isEmpty() && !shares(address.family(), index, Scope.CLUSTER).isEmpty();
    serve(address, port, index, Side.OUTSIDE, shares, new Guard(drops, ofNode, sources));
  }

  private void serve(Ip address, int port, int index, Side side, List<Share> shares, Guard guard) {
    if (address.isForwardable()) {
      var access = Access.of(intent.access(), guard.sources());
      var frontend = new Frontend(address, intent.ports().get(index).protocol(), port, side);
      var forward = new Forward(intent.key(), shares, guard, intent.balancing());
      table.put(frontend, forward.admitting(access));
    }
  }

  /// A backend without weight takes no new connections; one without a target leaves its part to
  /// the others.
  private List<Share> shares(Family family, int portIndex, Scope scope) {
    var backends = intent.backends().stream().filter(backend -> backend.weight() > 0).toList();
    var candidates = backends.stream().map(b -> candidates(b, family, portIndex)).toList();
    var chosen = Candidates.of(scope, intent.traffic().prefer(), candidates, here);
    var shares = new ArrayList<Share>();
    for (int i = 0; i < backends.size(); i++) {
      var targets = chosen.get(i).stream().map(this::target).toList();
      if (!targets.isEmpty()) {
        shares.add(new Share(backends.get(i).weight(), targets, backends.get(i).name()));
      }
    }
    return shares;
  }

  private Target target(Candidate chosen) {
    var endpoint = chosen.destination();
    return new Target(endpoint.address(), chosen.port(), endpoint.node().equals(here.node()));
  }

  private static List<Candidate> candidates(Intent.Backend backend, Family family, int portIndex) {
    var candidates = new ArrayList<Candidate>();
    for (var group : backend.groups()) {
      int port = group.targetPorts().get(portIndex);
      for (var endpoint : port == 0 ? List.<Intent.Destination>of() : group.endpoints()) {
        var address = endpoint.address();
        if (address.family() == family && address.isForwardable()) {
          candidates.add(new Candidate(endpoint, port));
        }
      }
    }
    return candidates;
  }
}
