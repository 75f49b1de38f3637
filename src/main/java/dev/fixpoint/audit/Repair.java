// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.audit;

import dev.fixpoint.ipam.Claim;
import dev.fixpoint.vip.Ip;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What can be done about an anomaly that has lasted. Addresses are only ever given back, never
/// taken from a VirtualService that routes them, nor from anybody else; the rest is told.
public final class Repair {
  private Repair() {}

  /// The claims to give back.
  public static List<Claim> of(Anomaly anomaly, Facts facts) {
    var routed =
        facts.routes().stream()
            .flatMap(route -> route.addresses().stream())
            .collect(Collectors.toSet());
    return switch (anomaly.kind()) {
      case OrphanClaim, UnlabelledClaim, IdleClaim -> unrouted(anomaly, facts, routed);
      case SecondClaim -> {
        boolean oneIsRouted = anomaly.addresses().stream().anyMatch(routed::contains);
        yield oneIsRouted ? unrouted(anomaly, facts, routed) : List.of();
      }
      case OutsidePools, ShownNotHeld, SharedAddress, RoutedNotHeld -> List.of();
    };
  }

  private static List<Claim> unrouted(Anomaly anomaly, Facts facts, Collection<Ip> routed) {
    var meant = Set.copyOf(anomaly.addresses());
    return facts.claims().stream()
        .filter(claim -> meant.contains(claim.ip()) && !routed.contains(claim.ip()))
        .toList();
  }
}
