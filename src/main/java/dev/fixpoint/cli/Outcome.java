// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.cli.Reading.Part;
import dev.fixpoint.controller.Places;
import dev.fixpoint.endpoints.EndpointSet;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.ForwardingTable;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Place;
import dev.fixpoint.intent.Intent;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.status.Rollout;
import dev.fixpoint.status.Rollout.Written;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.VipService;
import dev.fixpoint.wire.AccessWire;
import dev.fixpoint.wire.PodWire;
import dev.fixpoint.wire.ServiceWire;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What one VirtualService should come to now, by the functions that the operator decides with,
/// whatever the operator has said so far.
///
/// @param endpoints one set for each family, the primary first
/// @param intent the RoutingIntent that is there
/// @param wanted the one that should be
/// @param asked the port that is asked about, by its place in the spec; empty for all
record Outcome(
    VirtualService resource,
    VipService service,
    Reading in,
    AddressStory address,
    List<EndpointSet> endpoints,
    Optional<IntentFacts> intent,
    Intent wanted,
    Optional<Integer> asked) {

  static Outcome of(
      VirtualService resource, VipService service, Reading in, Optional<Integer> asked) {
    var pods = in.space().pods().stream().map(PodWire::parse).toList();
    var places = new Places(in.ledger(), true);
    in.nodes().forEach(view -> view.node().ifPresent(node -> places.node(null, node)));
    var intent = in.intent().filter(i -> i.ownerUid().equals(service.uid()));
    var address = AddressStory.of(service, intent, in);
    var endpoints =
        address.families().stream()
            .map(family -> EndpointSet.select(service, pods, family, places))
            .toList();
    var access = AccessWire.parse(resource).value().orElseThrow();
    var routed = in.hides(Part.ADDRESSES) ? Told.addresses(resource) : address.held();
    var wanted =
        Intent.compile(service, routed, external(in), endpoints)
            .admitting(access.map(Intent.Admitted::of));
    return new Outcome(resource, service, in, address, endpoints, intent, wanted, asked);
  }

  /// As the operator chose it: node ports and announcers are not to be told from the spec.
  private static External external(Reading in) {
    return in.intent().flatMap(IntentFacts::intent).map(Intent::external).orElse(External.NONE);
  }

  String name() {
    return service.key().toString();
  }

  /// The endpoints of the primary family, by which pods are counted.
  EndpointSet primary() {
    return endpoints.getFirst();
  }

  List<Ip> held() {
    return wanted.addresses();
  }

  boolean isPaused() {
    return ServiceWire.isPaused(resource);
  }

  /// The revision that is there, and which live nodes route it.
  Optional<Rollout> rollout() {
    var live = in.nodes().stream().filter(NodeView::isLive).flatMap(n -> n.ack().stream()).toList();
    return intent.map(i -> Rollout.of(service.key(), new Written(i.version()), live));
  }

  /// Whether the operator has yet to publish what follows from what is there.
  boolean isBehind() {
    boolean known = !in.hides(Part.PODS) && !in.hides(Part.INTENT) && !in.hides(Part.ADDRESSES);
    return known
        && !held().isEmpty()
        && intent.flatMap(IntentFacts::intent).filter(wanted::equals).isEmpty();
  }

  /// What a node does for clients, once it has what should be.
  Map<Frontend, Forward> on(Place place) {
    return ForwardingTable.of(wanted, place);
  }

  /// Whether a port is asked about.
  boolean isAsked(int index) {
    return asked.filter(i -> i != index).isEmpty();
  }

  /// The pods as the API has them, by name.
  Map<String, Pod> podsByName() {
    return in.space().pods().stream()
        .collect(Collectors.toMap(pod -> pod.getMetadata().getName(), Function.identity()));
  }
}
