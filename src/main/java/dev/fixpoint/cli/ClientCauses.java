// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.access.Admission;
import dev.fixpoint.cli.Cause.Effect;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Access;
import dev.fixpoint.vip.Access.Peer;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Traffic.Scope;
import dev.fixpoint.wire.AccessWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Why one client does not reach a VirtualService that others do.
final class ClientCauses {
  private final Outcome outcome;
  private final Visitor visitor;
  private final List<Cause> causes = new ArrayList<>();

  private ClientCauses(Outcome outcome, Visitor visitor) {
    this.outcome = outcome;
    this.visitor = visitor;
  }

  static List<Cause> of(Outcome outcome, Visitor visitor) {
    var client = new ClientCauses(outcome, visitor);
    if (!outcome.held().isEmpty()) {
      client.outside();
      client.family();
      client.access();
      client.local();
    }
    return client.causes;
  }

  private void add(String reason, String message) {
    causes.add(new Cause(Effect.CLIENT, reason, message));
  }

  private void outside() {
    if (!visitor.outside()) {
      return;
    }
    var external = outcome.wanted().external();
    if (!outcome.service().reach().hasNodePorts()) {
      add(
          "ClientOutside",
          ("cluster addresses are for clients inside, and %s is in no Node's podCIDRs, nor in"
                  + " FIXPOINT_CLUSTER_CIDRS: use type NodePort or LoadBalancer")
              .formatted(visitor.name()));
      return;
    }
    var sources = external.sources();
    if (!sources.isEmpty()
        && visitor.client().addresses().stream().noneMatch(ip -> in(sources, ip))) {
      add(
          "SourceRanges",
          "spec.loadBalancer.sourceRanges admits only %s to the external address"
              .formatted(
                  sources.stream()
                      .map(range -> range.toBlock().orElseGet(range::toString))
                      .collect(Collectors.joining(", "))));
    }
  }

  private static boolean in(List<IpRange> ranges, Ip ip) {
    return ranges.stream().anyMatch(range -> range.contains(ip));
  }

  private void family() {
    var addresses = visitor.outside() ? outcome.wanted().allAddresses() : outcome.held();
    if (addresses.stream().noneMatch(ip -> visitor.has(ip.family()))) {
      add(
          "WrongFamily",
          "%s has %s, and the VirtualService only %s: list both in spec.addresses.families"
              .formatted(
                  visitor.name(),
                  visitor.client().addresses().isEmpty()
                      ? "no address"
                      : AddressStory.listed(visitor.client().addresses()),
                  AddressStory.listed(List.copyOf(addresses))));
    }
  }

  private void access() {
    var access = AccessWire.parse(outcome.resource()).value().orElseThrow();
    var admission = Admission.of(access, visitor.client());
    if (!admission.admitted()) {
      add("AccessDenied", admission.why());
    } else if (admission.peer() >= 0) {
      listed(access.orElseThrow(), admission.peer());
    }
  }

  /// Whether the set that nodes admit clients by has this one.
  private void listed(Access access, int peer) {
    if (access.from().get(peer) instanceof Peer.Pods(var selector)
        && visitor.client().addresses().stream().noneMatch(ip -> in(access.ranges(), ip))) {
      outcome
          .in()
          .clients()
          .filter(
              sets ->
                  visitor.client().addresses().stream()
                      .noneMatch(sets.getOrDefault(selector.setName(), Set.of())::contains))
          .ifPresent(
              _ ->
                  add(
                      "ClientNotListed",
                      "spec.access.from[%d] admits it, but AddressSets %s do not list it yet: see"
                              .formatted(peer, selector.setName())
                          + " that the operator runs"));
    }
  }

  private void local() {
    var home = visitor.among(outcome.in().nodes());
    if (home.isEmpty() || outcome.service().reach().traffic().internal() != Scope.LOCAL) {
      return;
    }
    if (isEmptyAt(outcome, home.get())) {
      add(
          "NoLocalEndpoint",
          "traffic.internal is Local, and node %s, where %s is, has no ready endpoint; there are some on %s"
              .formatted(home.get().name(), visitor.name(), elsewhere()));
    }
  }

  /// Whether a node has no target for the ports that are asked about, although the cluster has.
  static boolean isEmptyAt(Outcome outcome, NodeView node) {
    var table = outcome.on(node.place());
    var vip = outcome.held().getFirst();
    for (int i = 0; i < outcome.service().ports().size(); i++) {
      var port = outcome.service().ports().get(i);
      var forward = table.get(new Frontend(vip, port.protocol(), port.port()));
      if (outcome.isAsked(i) && forward != null && forward.shares().isEmpty()) {
        return !outcome.primary().usable().isEmpty();
      }
    }
    return false;
  }

  private String elsewhere() {
    return PodCauses.listed(
        outcome.primary().usable().stream().map(e -> "node " + e.node()).distinct().toList());
  }
}
