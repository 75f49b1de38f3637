// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.ForwardingTable;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Share;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.ipam.Claim;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What one node does with new connections to one [Frontend], by the intents and the function
/// that the node's agent compiles them with.
///
/// @param forwards whether they reach a pod
/// @param applied whether the node's kernel has taken that already: `yes`, or `no: ...`;
///     empty where there is nothing to take
record TraceReport(
    String verdict, boolean forwards, List<TargetRow> targets, String applied, List<String> notes)
    implements Report {

  /// @param share of new connections, in per cent
  /// @param node where the pod runs
  record TargetRow(String target, String share, String node) {}

  /// @param holder who holds the address, as the store says
  static TraceReport of(
      Frontend frontend, NodeView node, List<IntentFacts> intents, Optional<Claim> holder) {
    var of = intents.stream().filter(i -> routes(i, frontend)).toList();
    var exact = intents.stream().filter(i -> forward(i, frontend, node).isPresent()).toList();
    if (!exact.isEmpty()) {
      return forwarded(frontend, node, exact);
    }
    return of.isEmpty()
        ? unknownAddress(frontend, node, holder)
        : unknownPort(frontend, node, of.getFirst());
  }

  private static boolean routes(IntentFacts facts, Frontend frontend) {
    return facts.intent().filter(i -> i.allAddresses().contains(frontend.address())).isPresent();
  }

  private static Optional<Forward> forward(IntentFacts facts, Frontend frontend, NodeView node) {
    return facts
        .intent()
        .map(intent -> ForwardingTable.of(intent, node.place()))
        .map(table -> table.get(frontend));
  }

  private static TraceReport forwarded(
      Frontend frontend, NodeView node, List<IntentFacts> intents) {
    var facts = intents.getFirst();
    var intent = facts.intent().orElseThrow();
    var forward = forward(facts, frontend, node).orElseThrow();
    int count = forward.targets().size();
    var verdict =
        count == 0
            ? "node %s refuses connections to %s at once: %s has no endpoint for it"
                .formatted(node.name(), frontend, forward.owner())
            : "node %s sends each new connection to %s to one of %s of %s"
                .formatted(
                    node.name(), frontend, StatusReport.counted(count, "target"), forward.owner());
    var rows =
        forward.targets().stream()
            .map(t -> new TargetRow(t.toString(), share(t, forward), nodeOf(t, intent)))
            .toList();
    var notes =
        intents.size() == 1
            ? List.<String>of()
            : List.of(
                "%d VirtualServices route it, the node does what it saw last: fixpoint check"
                    .formatted(intents.size()));
    return new TraceReport(
        verdict, count > 0, rows, node.applies(facts.key(), facts.version()), notes);
  }

  private static String share(Target target, Forward forward) {
    long all = forward.shares().stream().mapToLong(Share::weight).sum();
    double part =
        forward.shares().stream()
            .filter(share -> share.targets().contains(target))
            .mapToDouble(share -> (double) share.weight() / share.targets().size() / all)
            .sum();
    return String.format(Locale.ROOT, "%.1f%%", 100 * part);
  }

  private static String nodeOf(Target target, Intent intent) {
    var name =
        intent.backends().stream()
            .flatMap(backend -> backend.groups().stream())
            .flatMap(group -> group.endpoints().stream())
            .filter(endpoint -> endpoint.address().equals(target.address()))
            .map(Intent.Destination::node)
            .findFirst()
            .orElse("");
    return target.local() ? name + " (this node)" : name;
  }

  private static TraceReport unknownPort(Frontend frontend, NodeView node, IntentFacts facts) {
    var ports =
        facts.intent().orElseThrow().ports().stream()
            .map(port -> port.port() + "/" + port.protocol())
            .collect(Collectors.joining(", "));
    var verdict =
        "node %s refuses connections to %s at once: %s has only the ports %s"
            .formatted(node.name(), frontend, facts.key(), ports);
    var applied = node.applies(facts.key(), facts.version());
    return new TraceReport(verdict, false, List.of(), applied, List.of());
  }

  private static TraceReport unknownAddress(
      Frontend frontend, NodeView node, Optional<Claim> holder) {
    var why =
        holder
            .map(
                claim ->
                    claim.isOurs()
                        ? "held by %s, but not routed: fixpoint explain tells why"
                        : "held by %s, which is not Fixpoint's business")
            .orElse("no VirtualService has this address")
            .formatted(holder.map(Claim::holder).orElse(""));
    var verdict =
        "node %s does nothing with connections to %s: %s".formatted(node.name(), frontend, why);
    var notes = node.isLive() ? List.<String>of() : List.of(node.trouble());
    return new TraceReport(verdict, false, List.of(), "", notes);
  }

  @Override
  public boolean isWell() {
    return forwards && applied.startsWith("yes");
  }

  @Override
  public String text() {
    var text = new StringBuilder(verdict).append('\n');
    if (!targets.isEmpty()) {
      text.append('\n')
          .append(
              Table.indented("TARGET", "SHARE", "NODE")
                  .rows(targets, t -> List.of(t.target(), t.share(), t.node())));
    }
    if (!applied.isEmpty()) {
      text.append("\nApplied   ").append(applied);
    }
    notes.forEach(note -> text.append("\nNote: ").append(note));
    return text.toString();
  }
}
