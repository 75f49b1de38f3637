// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.intent.Intent;
import dev.fixpoint.ipam.Allotment;
import dev.fixpoint.ipam.Order;
import dev.fixpoint.ipam.Pool.Use;
import dev.fixpoint.plan.ServiceFindings;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Reason;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.VipService;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Which addresses a VirtualService should have, and which of them it holds.
///
/// @param held of the allotted ones
/// @param origins of these, as people read it
record AddressStory(Allotment allotment, List<Ip> held, List<String> origins) {

  static AddressStory of(VipService service, Optional<IntentFacts> intent, Reading in) {
    var routed = intent.flatMap(IntentFacts::intent).map(Intent::addresses).orElse(List.of());
    var order =
        new Order(
            service.key(),
            in.space().labels(),
            service.uid(),
            Use.ClusterIP,
            service.addresses(),
            routed);
    var allotment = Allotment.decide(order, in.pools(), in.ledger(), RandomGenerator.getDefault());
    var mine = in.ledger().heldBy(service.uid());
    var held = allotment.addresses().stream().filter(mine::contains).toList();
    return new AddressStory(
        allotment, held, held.stream().map(ip -> ip + ", " + origin(ip, in)).toList());
  }

  private static String origin(Ip ip, Reading in) {
    return in.pools().stream()
        .filter(pool -> pool.contains(ip))
        .findFirst()
        .map(pool -> "of pool " + pool.name())
        .orElse("which no pool has any more");
  }

  List<Family> families() {
    return allotment.families();
  }

  /// What the allocator would grant is not held yet.
  Finding allocated() {
    return allotment.toClaim().stream()
        .findFirst()
        .map(
            granted ->
                Finding.no(
                    ServiceFindings.ALLOCATED,
                    Reason.NotAllocated,
                    "holds no %s address yet, though pool %s has one: see that the operator runs"
                        .formatted(granted.ip().family(), granted.pool())))
        .orElseGet(() -> ServiceFindings.allocated(allotment));
  }

  String text() {
    var source = String.join(" and ", origins);
    var found = allocated();
    if (found.holds() && !held.isEmpty()) {
      return source;
    }
    return held.isEmpty()
        ? "none: " + found.message()
        : source + ", until it gets another: " + found.message();
  }

  static String listed(List<Ip> ips) {
    return ips.stream().map(Ip::toString).collect(Collectors.joining(" and "));
  }
}
