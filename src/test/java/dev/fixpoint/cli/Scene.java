// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.cli.Explanation.Question;
import dev.fixpoint.cli.Reading.Part;
import dev.fixpoint.cli.Reading.Space;
import dev.fixpoint.intent.Intent.External;
import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.wire.NetPolicyWire;
import dev.fixpoint.wire.ServiceWire;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an explanation is made of, at first a VirtualService shop/checkout that is well: it holds
/// 10.0.0.1, web-1 is ready on n1, and both nodes route it.
final class Scene {
  VirtualService service = Sample.service("checkout", "web");
  List<Pod> pods = new ArrayList<>(List.of(Sample.pod("web-1", "10.1.0.1", true)));
  List<Pool> pools = List.of(Sample.pool("10.0.0.1-10.0.0.2"));
  List<Claim> claims = List.of(Sample.claim("10.0.0.1", "checkout"));
  List<NodeView> nodes = List.of(Sample.view("n1", 50), Sample.view("n2", 50));
  Map<String, String> labels = Map.of();
  boolean ending;
  List<NetworkPolicy> policies = List.of();
  Optional<OperatorView> operator = Optional.of(new OperatorView("op-1", "1.2", ""));
  Optional<Map<String, Set<Ip>>> clients = Optional.empty();
  Set<Part> hidden = Set.of();
  List<String> denied = List.of();
  External external = External.NONE;

  /// Whether the operator has published what follows from all that; else there is no intent.
  boolean published = true;

  Optional<Visitor> visitor = Optional.empty();
  Optional<Integer> port = Optional.empty();
  String foreign = "";

  interface Change {
    void make(Scene scene);
  }

  static Scene with(Change change) {
    var scene = new Scene();
    change.make(scene);
    return scene;
  }

  /// @param more further lines under `spec`
  void spec(String... more) {
    service = Sample.service("checkout", "web", more);
  }

  void policy(String spec) {
    var yaml =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: wall, namespace: shop}
        spec: %s
        """
            .formatted(spec);
    policies = List.of(Serialization.unmarshal(yaml, NetworkPolicy.class));
  }

  Explanation explain() {
    return Explanation.of(service, reading(), new Question(visitor, port, foreign));
  }

  private Reading reading() {
    var bare = reading(Optional.empty());
    var intent =
        Optional.of(service)
            .filter(_ -> published)
            .flatMap(s -> ServiceWire.parse(s).value())
            .map(parsed -> Outcome.of(service, parsed, bare, Optional.empty()).wanted())
            .map(
                wanted ->
                    new dev.fixpoint.intent.Intent(
                        wanted.key(),
                        wanted.ownerUid(),
                        wanted.addresses(),
                        wanted.ports(),
                        wanted.backends(),
                        wanted.traffic(),
                        external,
                        wanted.access(),
                        wanted.balancing()))
            .map(wanted -> Sample.published(wanted, 50));
    return reading(intent);
  }

  private Reading reading(Optional<IntentFacts> intent) {
    var ledger = new Ledger();
    claims.forEach(ledger::put);
    return new Reading(
        new Space(labels, ending, pods, policies.stream().map(NetPolicyWire::parse).toList()),
        pools,
        ledger,
        nodes,
        intent,
        operator,
        clients,
        Sample.NOW,
        hidden,
        denied);
  }
}
