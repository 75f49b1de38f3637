// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.tracer.Trace.Outcome;
import dev.fixpoint.tracer.Trace.Step;
import dev.fixpoint.tracer.Verdict;
import dev.fixpoint.vip.Traffic.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Why a node refuses or drops a connection, from the last rule on its way.
final class TraceReason {

  /// They carry out what another one has decided.
  private static final Set<String> ENDS = Set.of("refuse", "discard");

  private TraceReason() {}

  /// @param intent of who has the address; empty where nobody has
  static String of(Outcome outcome, Frontend to, Caller caller, Optional<Intent> intent) {
    var last =
        outcome.way().stream().filter(step -> !ENDS.contains(step.chain())).reduce((_, b) -> b);
    var chain = last.map(Step::chain).orElse("");
    var rule = last.map(Step::rule).orElse("");
    boolean dropped = outcome.verdict() instanceof Verdict.Dropped;
    if (intent.isEmpty()) {
      return "no VirtualService has this address, and its pool is for VirtualServices alone";
    }
    var owner = intent.get().key();
    if (chain.equals("admit")) {
      return "%s does not admit %s: fixpoint explain %s --from %s"
          .formatted(owner, caller.address(), owner, caller.address());
    }
    if (chain.equals("choose")) {
      return dropped
          ? "%s has its endpoints on other nodes, and traffic.external is Local".formatted(owner)
          : "%s has no endpoint for it%s".formatted(owner, isLocal(intent.get(), to));
    }
    return rule.endsWith("@addresses drop")
        ? "a cluster address of %s is for clients inside the cluster".formatted(owner)
        : "%s has only the ports %s".formatted(owner, ports(intent.get()));
  }

  private static String isLocal(Intent intent, Frontend to) {
    boolean local =
        intent.addresses().contains(to.address())
            && intent.traffic().internal() == Scope.LOCAL
            && intent.destinations().findAny().isPresent();
    return local ? " on this node, and traffic.internal is Local" : "";
  }

  private static String ports(Intent intent) {
    return intent.ports().stream()
        .map(port -> port.port() + "/" + port.protocol())
        .collect(Collectors.joining(", "));
  }

  /// What a client may be told beside the verdict.
  static List<String> notes(Intent intent) {
    var balancing = intent.balancing();
    if (balancing.affinitySeconds() > 0) {
      return List.of(
          "affinity: a client that this node remembers, for %d seconds, keeps its target"
              .formatted(balancing.affinitySeconds()));
    }
    return switch (balancing.algorithm()) {
      case SourceHash -> List.of("SourceHash: this client always gets this target");
      case Random, RoundRobin, LeastConnections -> List.of();
    };
  }
}
