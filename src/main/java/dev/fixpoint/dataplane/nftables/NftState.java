// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What we know the kernel holds of one family: each frontend with its route, and what they share.
/// Changed in place, so that a change costs as much as the change.
final class NftState {

  private final NftFamily family;
  private final Map<Frontend, Route> routes = new HashMap<>();
  private final References references = new References();
  private Policies policies;
  private NodeRules rules;

  private NftState(NftFamily family, NodeRules rules) {
    this.family = family;
    this.rules = rules;
    policies = new Policies(family);
    references.add(NodeParts.of(family, rules), 1);
  }

  /// The state that forwards like `table` and moves nothing that `observed` has in place.
  static NftState of(Map<Frontend, Forward> table, NodeRules rules, NftTable observed) {
    var state = new NftState(observed.family(), rules);
    var before = Routes.in(observed.elements());
    table.forEach(
        (frontend, forward) ->
            state.put(frontend, Route.of(frontend, forward, before.get(frontend))));
    state.policies = Policies.of(observed.elements(), observed.family(), table, rules.clients());
    return state;
  }

  /// The state that keeps the frontends of `observed` as they are, but for a change.
  static NftState of(
      NftTable observed,
      Map<Frontend, Forward> changed,
      Iterable<Frontend> removed,
      NodeRules rules) {
    var state = new NftState(observed.family(), rules);
    var routes = Routes.in(observed.elements());
    var known = new HashSet<>(observed.elements().of(NftSkeleton.VIPS).keySet());
    known.addAll(observed.elements().of(NftSkeleton.OUTER).keySet());
    routes.keySet().retainAll(known);
    changed.forEach(
        (frontend, forward) ->
            routes.put(frontend, Route.of(frontend, forward, routes.get(frontend))));
    removed.forEach(routes::remove);
    routes.forEach(state::put);
    var gone = new HashSet<Frontend>();
    removed.forEach(gone::add);
    state.policies = Policies.in(observed.elements(), observed.family());
    state.policies.accept(state.policies.plan(changed, gone, rules.clients()));
    return state;
  }

  NftFamily family() {
    return family;
  }

  /// Whether a node without a table would do the same.
  boolean isEmpty() {
    return routes.isEmpty()
        && rules.guarded().stream().noneMatch(r -> NftFamily.of(r.first()) == family);
  }

  NodeRules rules() {
    return rules;
  }

  Policies policies() {
    return policies;
  }

  References references() {
    return references;
  }

  /// The route of a frontend, or null where it is unknown.
  Route route(Frontend frontend) {
    return routes.get(frontend);
  }

  /// Takes over what the kernel took.
  void accept(NftPlan plan) {
    routes.putAll(plan.assigned());
    routes.keySet().removeAll(plan.gone());
    references.addAll(plan.difference());
    policies.accept(plan.access());
    rules = plan.rules();
  }

  private void put(Frontend frontend, Route route) {
    routes.put(frontend, route);
    references.add(route.parts(frontend), 1);
  }

  /// The table that holds this state.
  NftTable table() {
    var elements = new Elements();
    routes.forEach((frontend, route) -> elements.addAll(route.parts(frontend).own()));
    references.elements().keys().forEach(elements::add);
    policies.addTo(elements);
    var chains = new TreeMap<String, List<String>>();
    references.chains().keys().forEach(chain -> chains.put(chain.name(), chain.lines()));
    return new NftTable(
        family, NftSkeleton.chains(family, new LinkedHashMap<>(chains)), elements, List.of());
  }
}
