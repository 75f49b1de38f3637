// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.access.NetPolicy;
import dev.fixpoint.ipam.Ledger;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// What was read beside a VirtualService, with the rights of who asks.
///
/// @param intent the RoutingIntent of its name
/// @param operator empty where no Lease could be read
/// @param clients the addresses in each set of clients; empty where nobody asks for these
/// @param now by the clock of the cluster
/// @param hidden what the rights did not suffice for: of that, the status is quoted
/// @param denied the rights that lack, as they continue `you may not ...`
record Reading(
    Space space,
    List<Pool> pools,
    Ledger ledger,
    List<NodeView> nodes,
    Optional<IntentFacts> intent,
    Optional<OperatorView> operator,
    Optional<Map<String, Set<Ip>>> clients,
    Instant now,
    Set<Part> hidden,
    List<String> denied) {

  /// The namespace of the VirtualService.
  ///
  /// @param ending whether it is being deleted
  /// @param policies its NetworkPolicies, and those of the client's namespace
  record Space(
      Map<String, String> labels, boolean ending, List<Pod> pods, List<NetPolicy> policies) {}

  /// What an explanation is made of.
  enum Part {
    ADDRESSES,
    PODS,
    NODES,
    INTENT,
    POLICIES,
    CLIENTS
  }

  boolean hides(Part part) {
    return hidden.contains(part);
  }

  /// Reads all of it.
  ///
  /// @param home where the operator keeps its Lease
  /// @param client the namespace of the client; empty where that is in none
  /// @param selects whether the rule of access has selectors
  static Reading of(
      ClusterReader cluster, Key key, String home, Optional<String> client, boolean selects) {
    var reader = new Reader(cluster);
    var namespace = key.namespace();
    var pods = reader.part(Part.PODS, () -> cluster.pods(namespace));
    var policies =
        reader.part(
            Part.POLICIES,
            () ->
                client
                    .filter(other -> !other.equals(namespace))
                    .map(other -> cluster.policies(namespace, other))
                    .orElseGet(() -> cluster.policies(namespace)));
    var found = cluster.namespaceOf(namespace);
    var space = new Space(found.labels(), found.ending(), pods, policies);
    var pools = reader.part(Part.ADDRESSES, cluster::pools);
    var ledger = new Ledger();
    reader.part(Part.ADDRESSES, cluster::claims).forEach(ledger::put);
    var nodes = reader.part(Part.NODES, cluster::nodes);
    var intent =
        reader.part(Part.INTENT, () -> IntentFacts.of(cluster.intents(namespace))).stream()
            .filter(facts -> facts.key().equals(key))
            .findFirst();
    var sets =
        Optional.of(selects)
            .filter(Boolean::booleanValue)
            .map(_ -> reader.part(Part.CLIENTS, cluster::clientSets))
            .filter(_ -> !reader.hidden.contains(Part.CLIENTS));
    var now = cluster.now();
    var operator = cluster.lease(home).map(lease -> OperatorView.of(Optional.of(lease), now));
    return new Reading(
        space,
        pools,
        ledger,
        nodes,
        intent,
        operator,
        sets,
        now,
        reader.hidden,
        cluster.denials().rights());
  }

  private static final class Reader {
    private final ClusterReader cluster;
    private final Set<Part> hidden = EnumSet.noneOf(Part.class);

    Reader(ClusterReader cluster) {
      this.cluster = cluster;
    }

    <T> T part(Part part, Supplier<T> read) {
      int before = cluster.denials().count();
      var value = read.get();
      if (cluster.denials().count() > before) {
        hidden.add(part);
      }
      return value;
    }
  }
}
