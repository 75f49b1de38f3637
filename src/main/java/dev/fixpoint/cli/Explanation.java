// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.controller.Places;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.plan.EndpointFindings;
import dev.fixpoint.plan.ServiceFindings;
import dev.fixpoint.status.Finding;
import dev.fixpoint.status.Reason;
import dev.fixpoint.status.Rollout;
import dev.fixpoint.status.Rollout.Written;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.wire.AccessWire;
import dev.fixpoint.wire.PodWire;
import dev.fixpoint.wire.ServiceWire;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The story of one VirtualService, by the same functions that the operator decides with: what it
/// should come to now, whatever the operator has said so far.
///
/// @param verdict the first thing that is wrong, or that nothing is
/// @param reason of that, as the condition Ready has it
/// @param outside how clients outside the cluster reach it
/// @param notes what else a person should know
/// @param client whether the one that was asked about may connect
record Explanation(
    String verdict,
    String reason,
    String selector,
    List<PodRow> pods,
    String address,
    List<String> ports,
    List<String> outside,
    String rollout,
    List<NodeRow> nodes,
    List<String> notes,
    Optional<ClientStory> client)
    implements Report {

  /// What was read beside the VirtualService.
  ///
  /// @param labels of its namespace
  /// @param pods of its namespace
  /// @param intent the RoutingIntent of its name
  record Inputs(
      Map<String, String> labels,
      List<Pod> pods,
      List<Pool> pools,
      Ledger ledger,
      List<NodeView> nodes,
      Optional<IntentFacts> intent) {}

  /// @param endpoint `yes`, or `no: ...`
  record PodRow(String pod, String address, String node, String endpoint) {}

  /// @param applied `yes`, or `no: ...`
  record NodeRow(String node, String applied) {}

  static Explanation of(VirtualService resource, Inputs inputs) {
    var parsed = ServiceWire.parse(resource);
    if (parsed.value().isEmpty()) {
      var findings = ServiceFindings.refused(parsed.problems());
      var notes = notes(resource, Reason.Invalid);
      notes.add("what was routed before the spec became so goes on as it was");
      var name = ServiceWire.keyOf(resource).toString();
      var verdict = verdict(name, findings.getFirst());
      return new Explanation(
          verdict,
          Reason.Invalid.name(),
          "",
          List.of(),
          "",
          List.of(),
          List.of(),
          "",
          List.of(),
          notes,
          Optional.empty());
    }
    return accepted(resource, parsed.value().get(), inputs);
  }

  private static List<String> notes(VirtualService resource, Reason found) {
    var notes = new ArrayList<String>();
    if (ServiceWire.isPaused(resource)) {
      notes.add("it is paused: the operator leaves everything as it is until the annotation goes");
    }
    var said = Told.notReady(resource);
    if (said.isEmpty() && found != Reason.Ready) {
      notes.add("its status still says that it is ready");
    }
    said.filter(why -> !why.reason().equals(found.name()))
        .ifPresent(why -> notes.add("its status says: " + why.reason() + ": " + why.message()));
    return notes;
  }

  private static Explanation accepted(VirtualService resource, VipService service, Inputs in) {
    var pods = in.pods().stream().map(PodWire::parse).toList();
    var places = new Places(in.ledger(), true);
    in.nodes().forEach(view -> view.node().ifPresent(node -> places.node(null, node)));
    var intent = in.intent().filter(i -> i.ownerUid().equals(service.uid()));
    var address = AddressStory.of(service, intent, in);
    var held = address.held();
    var endpoints =
        address.families().stream()
            .map(family -> EndpointSet.select(service, pods, family, places))
            .toList();
    var live = in.nodes().stream().filter(NodeView::isLive).flatMap(n -> n.ack().stream()).toList();
    var rollout = intent.map(i -> Rollout.of(service.key(), new Written(i.version()), live));
    var access = AccessWire.parse(resource).value().orElseThrow();
    var wanted =
        Intent.compile(service, held, external(in), endpoints)
            .admitting(access.map(Intent.Admitted::of));
    var findings = new ArrayList<Finding>();
    findings.add(ServiceFindings.accepted());
    findings.add(address.allocated());
    findings.add(EndpointFindings.of(service, endpoints));
    findings.add(
        held.isEmpty() || isRouted(wanted, in)
            ? ServiceFindings.programmed(rollout)
            : behind(ServiceWire.isPaused(resource)));
    var ready = ServiceFindings.ready(findings);
    var first = findings.stream().filter(f -> !f.holds()).findFirst().orElse(ready);
    return new Explanation(
        verdict(service, held, endpoints.getFirst(), first),
        first.reason().name(),
        PodStory.selector(service, pods, endpoints.getFirst()),
        PodStory.rows(service, in.pods(), endpoints.getFirst()),
        address.text(),
        PodStory.ports(service, endpoints.getFirst()),
        ExternalStory.of(service, external(in)),
        ServiceFindings.programmed(rollout).message(),
        intent.map(i -> nodes(i, in.nodes())).orElse(List.of()),
        notes(resource, first.reason()),
        Optional.empty());
  }

  /// The same, with whether a certain client may connect.
  Explanation with(ClientStory story) {
    return new Explanation(
        verdict,
        reason,
        selector,
        pods,
        address,
        ports,
        outside,
        rollout,
        nodes,
        notes,
        Optional.of(story));
  }

  /// As the operator chose it: node ports and announcers are not to be told from the spec.
  private static External external(Inputs in) {
    return in.intent().flatMap(IntentFacts::intent).map(Intent::external).orElse(External.NONE);
  }

  private static boolean isRouted(Intent wanted, Inputs in) {
    return in.intent().flatMap(IntentFacts::intent).filter(wanted::equals).isPresent();
  }

  private static Finding behind(boolean paused) {
    return Finding.no(
        ServiceFindings.PROGRAMMED,
        Reason.Pending,
        "the RoutingIntent is not what it should be by now: "
            + (paused ? "the VirtualService is paused" : "see that the operator runs"));
  }

  private static String verdict(String name, Finding finding) {
    return "%s is not ready (%s): %s".formatted(name, finding.reason(), finding.message());
  }

  private static String verdict(
      VipService service, List<Ip> held, EndpointSet endpoints, Finding first) {
    if (!first.holds()) {
      return verdict(service.key().toString(), first);
    }
    return "%s is ready: %s answers on every live node, from %d of %d pods"
        .formatted(
            service.key(), AddressStory.listed(held), endpoints.readyCount(), endpoints.total());
  }

  private static List<NodeRow> nodes(IntentFacts intent, List<NodeView> views) {
    return views.stream()
        .map(view -> new NodeRow(view.name(), view.applies(intent.key(), intent.version())))
        .toList();
  }

  @Override
  public boolean isWell() {
    return reason.equals(Reason.Ready.name())
        && client.filter(story -> !story.admitted()).isEmpty();
  }

  @Override
  public String text() {
    return ExplanationText.of(this);
  }
}
