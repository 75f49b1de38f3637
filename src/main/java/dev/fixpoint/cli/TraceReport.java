// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.tracer.Trace;
import dev.fixpoint.tracer.Trace.Step;
import dev.fixpoint.tracer.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one node does with a new connection to a [Frontend]: what the tracer makes of the rules
/// that the node's agent compiles from the intents.
///
/// @param forwards whether it reaches a pod
/// @param client who connects
/// @param way the rules that it passes, to the first of the targets
/// @param kernel what the node's kernel does, where it was asked
/// @param applied whether the node's kernel has taken that already: `yes`, or `no: ...`;
///     empty where there is nothing to take
record TraceReport(
    String verdict,
    boolean forwards,
    String client,
    List<TargetRow> targets,
    List<Step> way,
    String applied,
    List<String> notes,
    Optional<KernelTrace> kernel)
    implements Report {

  /// @param share of new connections of such a client, in per cent
  /// @param part the same, exactly: `1/3`
  /// @param node where the pod runs
  /// @param masqueraded whether the pod sees the node's address in place of the client's
  record TargetRow(String target, String share, String part, String node, boolean masqueraded) {}

  /// What is asked.
  ///
  /// @param intents all there are, in the order of their keys
  /// @param holder who holds the address, as the store says
  /// @param missing sets of clients that intents speak of and that are not there
  record Question(
      Frontend to,
      Caller from,
      NodeView node,
      List<IntentFacts> intents,
      Set<String> missing,
      Optional<Claim> holder) {

    /// Those that route the address at this port, or at any; none of the node's own ports.
    private List<IntentFacts> concerned(NodeRuleset rules) {
      var owner =
          rules.at(to.on(Side.INSIDE)).or(() -> rules.at(to.on(Side.OUTSIDE))).map(f -> f.owner());
      return intents.stream()
          .filter(
              facts ->
                  owner.isPresent()
                      ? facts.key().equals(owner.get())
                      : facts.intent().filter(this::has).isPresent())
          .toList();
    }

    private boolean has(Intent intent) {
      return intent.allAddresses().contains(to.address());
    }
  }

  static TraceReport of(Question question, NodeRuleset rules, Trace trace) {
    var concerned = question.concerned(rules);
    var facts = concerned.stream().findFirst();
    var first = trace.outcomes().getFirst();
    var intent = facts.flatMap(IntentFacts::intent);
    var node = question.node();
    var to = question.to();
    var targets = targets(question, trace, intent);
    var verdict =
        switch (first.verdict()) {
          case Verdict.Untouched _ -> untouched(question);
          case Verdict.Dropped _ ->
              "node %s drops connections to %s: %s"
                  .formatted(node.name(), to, reason(question, rules, intent));
          case Verdict.Rejected(var answer) ->
              "node %s refuses connections to %s at once (%s): %s"
                  .formatted(node.name(), to, answer, reason(question, rules, intent));
          case Verdict.Translated _ ->
              "node %s sends each new connection to %s to one of %s of %s"
                  .formatted(
                      node.name(),
                      to,
                      StatusReport.counted(targets.size(), "target"),
                      facts.map(f -> f.key().toString()).orElseThrow());
        };
    return new TraceReport(
        verdict,
        !targets.isEmpty(),
        question.from().toString(),
        targets,
        first.way(),
        facts.map(f -> node.applies(f.key(), f.version())).orElse(""),
        notes(question, !targets.isEmpty(), intent),
        Optional.empty());
  }

  private static String reason(Question question, NodeRuleset rules, Optional<Intent> intent) {
    var model = rules.model(question.from().packet(question.to()));
    return TraceReason.of(model.outcomes().getFirst(), question.to(), question.from(), intent);
  }

  /// The same, beside what the kernel does.
  TraceReport with(KernelTrace asked) {
    return new TraceReport(
        verdict, forwards, client, targets, way, applied, notes, Optional.of(asked));
  }

  private static List<TargetRow> targets(Question question, Trace trace, Optional<Intent> intent) {
    var rows = new ArrayList<TargetRow>();
    for (var outcome : trace.outcomes()) {
      if (outcome.verdict() instanceof Verdict.Translated to) {
        rows.add(
            new TargetRow(
                to.target(),
                outcome.share().percent(),
                outcome.share().toString(),
                nodeOf(to, question.node(), intent),
                to.masqueraded()));
      }
    }
    return List.copyOf(rows);
  }

  private static String nodeOf(Verdict.Translated to, NodeView here, Optional<Intent> intent) {
    var name =
        intent.stream()
            .flatMap(Intent::destinations)
            .filter(endpoint -> endpoint.address().equals(to.address()))
            .map(Intent.Destination::node)
            .findFirst()
            .orElse("");
    return name.equals(here.name()) ? name + " (this node)" : name;
  }

  private static String untouched(Question question) {
    var holder = question.holder();
    var why =
        holder
            .map(
                claim ->
                    claim.isOurs()
                        ? "held by %s, but not routed: fixpoint explain tells why"
                        : "held by %s, which is not Fixpoint's business")
            .orElse("no VirtualService has this address")
            .formatted(holder.map(Claim::holder).orElse(""));
    return "node %s does nothing with connections to %s: %s"
        .formatted(question.node().name(), question.to(), why);
  }

  private static List<String> notes(Question question, boolean forwards, Optional<Intent> intent) {
    var notes = new ArrayList<String>();
    long rivals =
        question.intents().stream()
            .filter(f -> f.intent().filter(question::has).isPresent())
            .count();
    if (rivals > 1) {
      notes.add(
          "%d VirtualServices route it, the node takes the first by name: fixpoint check"
              .formatted(rivals));
    }
    if (forwards) {
      intent.map(TraceReason::notes).ifPresent(notes::addAll);
    }
    intent
        .flatMap(Intent::access)
        .filter(access -> access.sets().stream().anyMatch(question.missing()::contains))
        .ifPresent(
            _ ->
                notes.add(
                    "an AddressSet of its access is missing: until it is there, the node"
                        + " goes on with what it did before"));
    if (intent.isEmpty() && !question.node().isLive()) {
      notes.add(question.node().trouble());
    }
    return List.copyOf(notes);
  }

  @Override
  public boolean isWell() {
    return forwards
        && applied.startsWith("yes")
        && kernel.map(KernelTrace::differences).orElse(List.of()).isEmpty();
  }

  @Override
  public String text() {
    var text = new StringBuilder(verdict).append('\n');
    if (!targets.isEmpty()) {
      text.append('\n')
          .append(
              Table.indented("TARGET", "SHARE", "NODE", "SEES")
                  .rows(
                      targets,
                      t ->
                          List.of(
                              t.target(),
                              t.share(),
                              t.node(),
                              t.masqueraded() ? "the node's address" : "the client's address")));
    }
    text.append("\nClient    ").append(client);
    if (!applied.isEmpty()) {
      text.append("\nApplied   ").append(applied);
    }
    kernel.ifPresent(asked -> text.append(asked.text()));
    if (!way.isEmpty()) {
      text.append("\n\nWay\n");
      way.forEach(step -> text.append(line(step)));
    }
    notes.forEach(note -> text.append("\nNote: ").append(note));
    return text.toString();
  }

  private static String line(Step step) {
    var line = new StringBuilder("  %s: %s%n".formatted(step.chain(), step.rule()));
    step.found().forEach(found -> line.append("    ").append(found).append('\n'));
    return line.toString();
  }
}
