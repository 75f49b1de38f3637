// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import java.util.List;

/// From where a VirtualService wants to be reached beside its cluster addresses.
///
/// @param nodePorts one for each port: the node port that it asks for, or 0 for any; empty where
///     it wants none
/// @param external what it asks of its external addresses, where its type has any
public record Reach(Type type, Traffic traffic, List<Integer> nodePorts, External external) {

  /// As in `spec.type`, each with all that those before it have.
  public enum Type {
    CLUSTER_IP,
    NODE_PORT,
    LOAD_BALANCER
  }

  /// @param wish which addresses; says nothing of families where the spec doesn't
  /// @param sources the clients that may connect; empty for all
  public record External(AddressWish wish, List<IpRange> sources) {

    public static final External ANY = new External(AddressWish.ANY, List.of());
  }

  /// From inside the cluster only, all endpoints alike.
  public static final Reach INSIDE =
      new Reach(Type.CLUSTER_IP, Traffic.DEFAULT, List.of(), External.ANY);

  public boolean hasNodePorts() {
    return type != Type.CLUSTER_IP;
  }

  public boolean hasExternalAddresses() {
    return type == Type.LOAD_BALANCER;
  }

  /// Whether load balancers have to ask each node for its endpoints: only with external addresses,
  /// and only where not every node will do.
  public boolean hasHealthCheck() {
    return hasExternalAddresses() && traffic.external() == Traffic.Scope.LOCAL;
  }
}
