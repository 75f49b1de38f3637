// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.tracer.Packet;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.List;
import java.util.Optional;

/// Who sends the packet that is traced, and how it comes to the node.
///
/// @param name for people
record Caller(Ip address, Way way, String name) {

  enum Way {
    FROM_NODE,
    FROM_POD,
    FROM_NETWORK
  }

  /// Stands for the interface by which the node reaches other machines, whatever its name there.
  static final String UPLINK = "uplink";

  private static final String POD_LINK = "pod";

  /// The node itself, from its own address where that is known.
  static Caller node(NodeView node, Family family) {
    var own = node.place().addresses().stream().filter(ip -> ip.family() == family).findFirst();
    var unknown = Ip.of(family == Family.IPV4 ? "0.0.0.0" : "::");
    return new Caller(own.orElse(unknown), Way.FROM_NODE, "node " + node.name() + " itself");
  }

  /// @param on where the pod runs
  static Caller pod(String pod, Ip address, String on, NodeView node) {
    return on.equals(node.name())
        ? new Caller(address, Way.FROM_POD, "pod %s of this node".formatted(pod))
        : new Caller(
            address, Way.FROM_NETWORK, "pod %s of node %s, by the network".formatted(pod, on));
  }

  /// Of this node where the address says so, else of another machine.
  static Caller address(Ip address, NodeView node) {
    if (node.place().addresses().contains(address)) {
      return node(node, address.family());
    }
    var pods = node.node().map(facts -> facts.podCidrs()).orElse(List.<IpRange>of());
    return pods.stream().anyMatch(range -> range.contains(address))
        ? new Caller(address, Way.FROM_POD, "a pod of this node, by its podCIDRs")
        : new Caller(address, Way.FROM_NETWORK, "another machine, by the network");
  }

  Packet packet(Frontend to) {
    return packet(to, UPLINK);
  }

  /// @param uplink by which the node reaches other machines
  Packet packet(Frontend to, String uplink) {
    var via =
        switch (way) {
          case FROM_NODE -> Optional.<String>empty();
          case FROM_POD -> Optional.of(POD_LINK);
          case FROM_NETWORK -> Optional.of(uplink);
        };
    return new Packet(address, to.address(), to.protocol(), 0, to.port(), via);
  }

  /// `10.1.0.2 (pod shop/front of this node)`
  @Override
  public String toString() {
    return "%s (%s)".formatted(address, name);
  }
}
