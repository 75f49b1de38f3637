// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.access;

import dev.fixpoint.access.Admission.Client;
import dev.fixpoint.access.NetPolicy.Rule;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// What NetworkPolicies say of a connection to one port of a pod, as a network plugin that carries
/// them out would: a pod that no policy isolates takes and opens everything; one that some isolate,
/// what one of these lets through. Policies see the pod's own address and port, not the virtual
/// ones.
public final class Isolation {

  /// Which policies are in the way.
  ///
  /// @param policies that isolate the pod, none of which lets the connection through
  /// @param outgoing whether they isolate the client, not the one that is connected to
  public record Block(List<Key> policies, boolean outgoing) {}

  private interface Side extends Function<NetPolicy, Optional<List<Rule>>> {}

  private Isolation() {}

  /// @param policies of both namespaces at least
  /// @param port of `target`
  public static Optional<Block> between(
      Collection<NetPolicy> policies, Client client, Client target, Protocol protocol, int port) {
    var opens = isolating(policies, client, NetPolicy::egress);
    var takes = isolating(policies, target, NetPolicy::ingress);
    return block(opens, true, r -> leads(r, target) && r.covers(protocol, port, target.pod()))
        .or(
            () ->
                block(
                    takes, false, r -> leads(r, client) && r.covers(protocol, port, target.pod())));
  }

  /// Which policies let nobody at all connect to a port of a pod.
  public static Optional<Block> closed(
      Collection<NetPolicy> policies, Client target, Protocol protocol, int port) {
    var takes = isolating(policies, target, NetPolicy::ingress);
    return block(takes, false, rule -> rule.covers(protocol, port, target.pod()));
  }

  private static Map<Key, List<Rule>> isolating(
      Collection<NetPolicy> policies, Client client, Side side) {
    var rules = new TreeMap<Key, List<Rule>>();
    policies.stream()
        .filter(policy -> isolates(policy, client))
        .forEach(p -> side.apply(p).ifPresent(found -> rules.put(p.key(), found)));
    return rules;
  }

  private static Optional<Block> block(
      Map<Key, List<Rule>> isolating, boolean outgoing, Predicate<Rule> passes) {
    boolean open =
        isolating.isEmpty() || isolating.values().stream().flatMap(List::stream).anyMatch(passes);
    return open
        ? Optional.empty()
        : Optional.of(new Block(List.copyOf(isolating.keySet()), outgoing));
  }

  /// Pods of the host network are not isolated.
  private static boolean isolates(NetPolicy policy, Client client) {
    return !client.foreign()
        && policy.key().namespace().equals(client.namespace())
        && client.pod().filter(pod -> policy.pods().matches(pod.labels())).isPresent();
  }

  private static boolean leads(Rule rule, Client other) {
    return rule.peers().isEmpty()
        || rule.peers().stream().anyMatch(peer -> Admission.admits(peer, other));
  }
}
