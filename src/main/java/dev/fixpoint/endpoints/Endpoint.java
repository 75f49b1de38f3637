// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.endpoints;

import dev.fixpoint.vip.Ip;
import java.util.Comparator;
import java.util.List;

/// A pod's address behind a service.
///
/// @param pod its name, for people and for the EndpointSlice's `targetRef`
/// @param zone of its node; empty where that has none
/// @param targetPorts one for each port of the service, in their order; 0 where the pod has no
///     such port
/// @param ready counts now: ready and not terminating
/// @param serving ready, terminating or not: the last resort
public record Endpoint(
    String pod,
    String podUid,
    Ip address,
    String node,
    String zone,
    List<Integer> targetPorts,
    boolean ready,
    boolean serving,
    boolean terminating)
    implements Comparable<Endpoint> {

  private static final Comparator<Endpoint> ORDER =
      Comparator.comparing(Endpoint::address).thenComparing(Endpoint::podUid);

  public Endpoint withTargetPorts(List<Integer> ports) {
    return new Endpoint(pod, podUid, address, node, zone, ports, ready, serving, terminating);
  }

  @Override
  public int compareTo(Endpoint other) {
    return ORDER.compare(this, other);
  }
}
