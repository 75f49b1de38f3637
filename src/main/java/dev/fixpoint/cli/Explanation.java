// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.cli.Reading.Part;
import dev.fixpoint.plan.ServiceFindings;
import dev.fixpoint.status.Reason;
import dev.fixpoint.wire.ServiceWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The story of one VirtualService, and what breaks the way to it.
///
/// @param verdict the first of the causes, or that there is none
/// @param reason of that; `Ready` where there is none
/// @param causes all that is wrong, the surest and widest harm first
/// @param backends where there are several, with their shares
/// @param access who may connect
/// @param outside how clients outside the cluster reach it
/// @param notes what else a person should know
/// @param client whether the one that was asked about may connect; empty where none was
record Explanation(
    String verdict,
    String reason,
    List<Cause> causes,
    String selector,
    List<PodRow> pods,
    String address,
    List<String> ports,
    List<String> backends,
    String access,
    List<String> outside,
    String rollout,
    List<NodeRow> nodes,
    List<String> notes,
    String client)
    implements Report {

  /// @param share of new connections, such as `33.3%`; `-` for none, or where it is not known
  /// @param endpoint `yes`, or `no: ...`
  record PodRow(String pod, String address, String node, String share, String endpoint) {}

  /// @param applied `yes`, or `no: ...`
  record NodeRow(String node, String applied) {}

  /// What is asked.
  ///
  /// @param visitor who wants to connect
  /// @param port to which port, by its place in the spec
  /// @param foreign the rules of others in the kernel of the client's node, as nft prints them
  record Question(Optional<Visitor> visitor, Optional<Integer> port, String foreign) {}

  static Explanation of(VirtualService resource, Reading in, Question question) {
    var parsed = ServiceWire.parse(resource);
    if (parsed.value().isEmpty()) {
      return refused(resource, parsed.problems(), in, question);
    }
    var outcome = Outcome.of(resource, parsed.value().get(), in, question.port());
    var causes = Cause.ordered(causes(outcome, question));
    var shares = Shares.of(outcome, question.visitor());
    return new Explanation(
        causes.stream()
            .findFirst()
            .map(cause -> cause.headline(outcome.name(), question.visitor()))
            .orElseGet(() -> well(outcome, question.visitor())),
        reason(causes),
        causes,
        PodStory.selector(outcome),
        in.hides(Part.PODS) ? List.of() : PodStory.rows(outcome, shares),
        in.hides(Part.ADDRESSES)
            ? AddressStory.listed(outcome.held()) + ", as its status says"
            : outcome.address().text(),
        PodStory.ports(outcome.service(), outcome.primary()),
        shares.ofBackends(outcome),
        AccessStory.of(resource),
        ExternalStory.of(outcome.service(), outcome.wanted().external()),
        ServiceFindings.programmed(outcome.rollout()).message(),
        outcome.intent().map(i -> nodes(i, in.nodes())).orElse(List.of()),
        notes(outcome, shares, causes),
        question.visitor().map(v -> ClientStory.of(resource, v).text()).orElse(""));
  }

  private static List<Cause> causes(Outcome outcome, Question question) {
    var visitor = question.visitor();
    var causes = new ArrayList<Cause>();
    causes.addAll(StageCauses.of(outcome));
    visitor.ifPresent(v -> causes.addAll(ClientCauses.of(outcome, v)));
    causes.addAll(NodeCauses.of(outcome, visitor));
    causes.addAll(PodCauses.of(outcome));
    causes.addAll(PolicyCauses.of(outcome, visitor));
    causes.addAll(ForeignFilter.causes(outcome, question.foreign()));
    return causes;
  }

  private static Explanation refused(
      VirtualService resource, List<String> problems, Reading in, Question question) {
    var found = ServiceFindings.refused(problems).getFirst();
    var cause = new Cause(Cause.Effect.NOBODY, found.reason().name(), found.message());
    var notes = Told.notes(resource, cause.reason(), false);
    notes.add("what was routed before the spec became so goes on as it was");
    in.denied().stream().map(right -> "you may not " + right).forEach(notes::add);
    return new Explanation(
        cause.headline(ServiceWire.keyOf(resource).toString(), question.visitor()),
        cause.reason(),
        List.of(cause),
        "",
        List.of(),
        "",
        List.of(),
        List.of(),
        "",
        List.of(),
        "",
        List.of(),
        notes,
        "");
  }

  private static String well(Outcome outcome, Optional<Visitor> visitor) {
    var endpoints = outcome.primary();
    var counts =
        outcome.in().hides(Part.PODS)
            ? ""
            : ", from %d of %d pods".formatted(endpoints.readyCount(), endpoints.total());
    return "%s is ready%s: %s answers on every live node%s"
        .formatted(
            outcome.name(),
            visitor.map(v -> " for " + v.name()).orElse(""),
            AddressStory.listed(outcome.held()),
            counts);
  }

  private static String reason(List<Cause> causes) {
    return causes.stream().findFirst().map(Cause::reason).orElse(Reason.Ready.name());
  }

  private static List<String> notes(Outcome outcome, Shares shares, List<Cause> causes) {
    boolean ready = causes.stream().noneMatch(Cause::isUnready);
    var notes = Told.notes(outcome.resource(), reason(causes), ready);
    if (!shares.known() && outcome.service().reach().traffic().isNear()) {
      notes.add("shares differ from node to node: --from node/NAME tells those of one");
    }
    for (var right : outcome.in().denied()) {
      notes.add("you may not %s: what depends on that is as the status says it".formatted(right));
    }
    return notes;
  }

  private static List<NodeRow> nodes(IntentFacts intent, List<NodeView> views) {
    return views.stream()
        .map(view -> new NodeRow(view.name(), view.applies(intent.key(), intent.version())))
        .toList();
  }

  @Override
  public boolean isWell() {
    return causes.stream().noneMatch(Cause::isCertain);
  }

  @Override
  public String text() {
    return ExplanationText.of(this);
  }
}
