// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import dev.fixpoint.ipam.Allotment;
import dev.fixpoint.ipam.Allotment.Part;
import dev.fixpoint.ipam.Decision;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Reason;
import dev.fixpoint.status.Refusal;
import dev.fixpoint.status.Rollout;
import dev.fixpoint.vip.Ip;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The conditions of a VirtualService, told from what each stage came to.
public final class ServiceFindings {
  public static final String ACCEPTED = "Accepted";
  public static final String ALLOCATED = "Allocated";
  public static final String ENDPOINTS_READY = "EndpointsReady";
  public static final String PROGRAMMED = "Programmed";
  public static final String READY = "Ready";
  public static final String PUBLISHED = "Published";

  private static final int SHOWN_NODES = 3;

  private ServiceFindings() {}

  public static Finding accepted() {
    return Finding.yes(ACCEPTED, Reason.Accepted, "the spec is valid");
  }

  /// All conditions of a spec that breaks a rule, and is not acted upon.
  public static List<Finding> refused(List<String> problems) {
    var why = String.join("; ", problems);
    var waits = "waits for a spec that is accepted";
    return List.of(
        Finding.no(ACCEPTED, Reason.Invalid, why),
        Finding.unknown(PROGRAMMED, Reason.NotCalculated, waits),
        Finding.no(READY, Reason.Invalid, why));
  }

  /// Of all families: what is held, and what is lacking.
  public static Finding allocated(Allotment allotment) {
    var refused = allotment.parts().stream().filter(Part::isRefused).toList();
    var held =
        allotment.addresses().stream().map(Ip::toString).collect(Collectors.joining(" and "));
    if (refused.isEmpty() && allotment.parts().stream().anyMatch(Part::strayed)) {
      return Finding.yes(
          ALLOCATED,
          Reason.OutOfRange,
          ("holds %s, which is in no AddressPool any more: have it added to spec.ranges of one, or"
                  + " ask for another address in spec.addresses")
              .formatted(held));
    }
    if (refused.isEmpty()) {
      return Finding.yes(ALLOCATED, Reason.Allocated, "holds " + held);
    }
    var first = refused.getFirst();
    var why = allocated(first.decision());
    if (!allotment.isRefused()) {
      var lacks = "holds %s, and no %s address: %s".formatted(held, first.family(), why.message());
      return Finding.yes(ALLOCATED, Reason.Allocated, lacks);
    }
    return allotment.required()
        ? Finding.no(
            ALLOCATED,
            why.reason(),
            "needs both families, and gets no %s address: %s"
                .formatted(first.family(), why.message()))
        : why;
  }

  /// Why the service lacks an external address, if it does.
  public static Optional<Finding> refusedExternally(Allotment allotment) {
    return Optional.of(allocated(allotment))
        .filter(finding -> allotment.isRefused())
        .map(f -> Finding.no(ALLOCATED, f.reason(), "no external address: " + f.message()));
  }

  static Finding allocated(Decision decision) {
    return switch (decision) {
      case Decision.Kept(var ip) -> Finding.yes(ALLOCATED, Reason.Allocated, "holds " + ip);
      case Decision.Granted(var ip, var pool) ->
          Finding.yes(ALLOCATED, Reason.Allocated, "holds " + ip);
      case Decision.Regained(var claim) ->
          Finding.yes(ALLOCATED, Reason.Allocated, "holds " + claim.ip());
      case Decision.Exhausted(var pools, var capacity) ->
          Finding.no(
              ALLOCATED,
              Reason.PoolExhausted,
              "all %d addresses of %s are in use: add a range, or delete a VirtualService"
                  .formatted(capacity, pools(pools)));
      case Decision.Taken(var ip, var holder) ->
          Finding.no(
              ALLOCATED,
              Reason.AddressInUse,
              "%s is %s: ask for another address"
                  .formatted(ip, holder.equals("in use") ? holder : "held by " + holder));
      case Decision.OutOfRange(var ip, var pools) ->
          Finding.no(
              ALLOCATED,
              Reason.AddressOutOfRange,
              "%s is not in %s: ask for another address or another pool"
                  .formatted(ip, pools(pools)));
      case Decision.Reserved(var ip, var pool) ->
          Finding.no(
              ALLOCATED,
              Reason.AddressReserved,
              "%s is reserved in pool %s: ask for another address".formatted(ip, pool));
      case Decision.NoSuchPool(var pool, var existing) ->
          Finding.no(
              ALLOCATED,
              Reason.PoolNotFound,
              "there is no AddressPool %s; there is %s".formatted(pool, listed(existing)));
      case Decision.NotAllowed(var pool, var why) ->
          Finding.no(
              ALLOCATED,
              Reason.PoolNotAllowed,
              "AddressPool %s %s: name another pool, or none".formatted(pool, why));
      case Decision.PoolConflict(var pool, var why) ->
          Finding.no(ALLOCATED, Reason.PoolConflict, "AddressPool %s: %s".formatted(pool, why));
      case Decision.NoPool(var family) ->
          Finding.no(
              ALLOCATED,
              Reason.NoPool,
              "no AddressPool has %s addresses: create one".formatted(family));
    };
  }

  /// @param rollout empty as long as there is no intent to route
  public static Finding programmed(Optional<Rollout> rollout) {
    if (rollout.isEmpty()) {
      return Finding.no(PROGRAMMED, Reason.NotAllocated, "there is no address to route yet");
    }
    var r = rollout.get();
    if (r.live() == 0) {
      var none = "no agent reports: see kubectl get noderoutings" + absent(r);
      return Finding.no(PROGRAMMED, Reason.NoLiveNodes, none);
    }
    if (r.complete()) {
      var all = "all " + r.live() + " live nodes route this revision" + absent(r);
      return Finding.yes(PROGRAMMED, Reason.Programmed, all);
    }
    var count =
        "%d of %d live nodes route this revision; waiting for %s%s"
            .formatted(r.programmed(), r.live(), String.join(", ", r.laggards()), absent(r));
    return r.failure().isEmpty()
        ? Finding.no(PROGRAMMED, Reason.Pending, count)
        : Finding.no(
            PROGRAMMED,
            Refusal.isUnsupported(r.failure()) ? Reason.BackendUnsupported : Reason.NodeFailed,
            count + "; " + r.failure());
  }

  private static String absent(Rollout rollout) {
    var absent = rollout.absent();
    if (absent.isEmpty()) {
      return "";
    }
    var more = absent.size() > SHOWN_NODES ? " and " + (absent.size() - SHOWN_NODES) + " more" : "";
    return absent.stream()
        .limit(SHOWN_NODES)
        .map(node -> node.name() + " (" + node.why() + ")")
        .collect(Collectors.joining(", ", "; not counted: ", more));
  }

  /// Of what is shown to others beside the routing, on which `Ready` does not depend.
  ///
  /// @param foreign objects of somebody else's that are in the way, or that claim to be ours
  public static Finding published(List<String> foreign) {
    return foreign.isEmpty()
        ? Finding.yes(PUBLISHED, Reason.Published, "EndpointSlices and the DNS name are up to date")
        : Finding.no(
            PUBLISHED,
            Reason.ForeignObject,
            "%s: not made by Fixpoint, left alone: delete it, or set spec.dns to false for a Service"
                .formatted(String.join(", ", foreign)));
  }

  /// What is said of a service that could not be reconciled: nothing of its routing.
  public static List<Finding> failed(List<Condition> before, Exception failure) {
    var told = Set.of(PROGRAMMED, READY);
    var kept = before.stream().filter(condition -> !told.contains(condition.getType()));
    var why =
        "the operator failed and tries again; see its log: %s"
            .formatted(Objects.requireNonNullElse(failure.getMessage(), failure.toString()));
    return Stream.concat(
            kept.map(Finding::of),
            Stream.of(
                Finding.unknown(PROGRAMMED, Reason.NotCalculated, "waits for the operator"),
                Finding.no(READY, Reason.ReconcileFailed, why)))
        .toList();
  }

  /// The summary: ready when all others hold, else the first that does not, in the order of the
  /// flow.
  public static Finding ready(List<Finding> others) {
    return others.stream()
        .filter(finding -> !finding.holds())
        .findFirst()
        .map(first -> Finding.no(READY, first.reason(), first.type() + ": " + first.message()))
        .orElseGet(
            () -> Finding.yes(READY, Reason.Ready, "the address answers on every live node"));
  }

  private static String pools(List<String> names) {
    return (names.size() == 1 ? "pool " : "pools ") + String.join(", ", names);
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
