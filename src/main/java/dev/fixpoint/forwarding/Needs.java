// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.forwarding;

import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.vip.Balancing.Algorithm;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Protocol;
import dev.fixpoint.vip.Traffic.Scope;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What an intent needs of the backend of a node. Pure.
public final class Needs {
  private final Intent intent;
  private final Place here;
  private final Map<Capability, String> fields = new EnumMap<>(Capability.class);

  private Needs(Intent intent, Place here) {
    this.intent = intent;
    this.here = here;
  }

  /// Each capability once, with the first field that asks for it.
  public static List<Need> of(Intent intent, Place here) {
    var needs = new Needs(intent, here);
    needs.collect();
    return needs.fields.entrySet().stream().map(e -> new Need(e.getKey(), e.getValue())).toList();
  }

  private void collect() {
    intent.addresses().forEach(ip -> need(of(ip.family()), "spec.addresses.families"));
    for (int i = 0; i < intent.ports().size(); i++) {
      need(of(intent.ports().get(i).protocol()), "spec.ports[%d].protocol".formatted(i));
    }
    need(of(intent.balancing().algorithm()), "spec.loadBalancing.algorithm");
    boolean hashes = intent.balancing().algorithm() == Algorithm.SourceHash;
    if (hashes && intent.allAddresses().stream().anyMatch(ip -> ip.family() == Family.IPV6)) {
      need(Capability.SourceHashIPv6, "spec.loadBalancing.algorithm");
    }
    if (intent.balancing().affinitySeconds() > 0) {
      need(Capability.Affinity, "spec.loadBalancing.affinity");
    }
    if (intent.access().filter(Intent.Admitted::audit).isPresent()) {
      need(Capability.Audit, "spec.access.audit");
    }
    external();
  }

  private void external() {
    var announced = intent.external().addresses();
    boolean hasNodePorts = intent.external().nodePorts().stream().anyMatch(port -> port > 0);
    announced.forEach(a -> need(of(a.address().family()), "spec.loadBalancer"));
    if (hasNodePorts) {
      here.addresses().forEach(ip -> need(of(ip.family()), "spec.type"));
    }
    if (hasNodePorts || !announced.isEmpty()) {
      need(Capability.External, "spec.type");
      if (intent.traffic().external() == Scope.LOCAL && isDivided()) {
        need(Capability.Sides, "spec.traffic.external");
      }
    }
  }

  /// Whether there is an address where clients outside are led elsewhere than those inside. Where
  /// they are led nowhere, no backend minds.
  private boolean isDivided() {
    var table = ForwardingTable.of(intent, here);
    return table.entrySet().stream()
        .filter(entry -> entry.getKey().isOutside() && !entry.getValue().shares().isEmpty())
        .anyMatch(
            entry -> {
              var inside = table.get(entry.getKey().on(Side.INSIDE));
              return !inside.shares().equals(entry.getValue().shares());
            });
  }

  private void need(Capability capability, String field) {
    fields.putIfAbsent(capability, field);
  }

  private static Capability of(Family family) {
    return switch (family) {
      case IPV4 -> Capability.IPv4;
      case IPV6 -> Capability.IPv6;
    };
  }

  private static Capability of(Protocol protocol) {
    return switch (protocol) {
      case TCP -> Capability.TCP;
      case UDP -> Capability.UDP;
      case SCTP -> Capability.SCTP;
    };
  }

  private static Capability of(Algorithm algorithm) {
    return switch (algorithm) {
      case Random -> Capability.Random;
      case RoundRobin -> Capability.RoundRobin;
      case SourceHash -> Capability.SourceHash;
      case LeastConnections -> Capability.LeastConnections;
    };
  }
}
