// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.forwarding.Guard;
import dev.fixpoint.forwarding.Share;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Balancing.Algorithm;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What the kernel holds of ours. Pure.
///
/// @param sets the elements of each ipset, by its name
/// @param services those that [Sets#SERVICES] and [Sets#MARKS] name
/// @param marked those that [Sets#MARKS] names, whether they are there or not
/// @param others which else there are, as [Service#option] has them
/// @param routed the addresses that are the node's own by our doing
/// @param chains of each family: table → what it holds of ours
record Observed(
    Map<String, List<String>> sets,
    Map<Service, Virtual> services,
    Set<Service> marked,
    Set<String> others,
    Set<Ip> routed,
    Map<Family, Map<String, List<String>>> chains) {

  static final Observed NOTHING =
      new Observed(Map.of(), Map.of(), Set.of(), Set.of(), Set.of(), Map.of());

  /// @param all services, ours or not, by [Service#option]
  static Observed of(
      Map<String, List<String>> sets,
      Map<String, Virtual> all,
      Set<Ip> routed,
      Map<Family, Map<String, List<String>>> chains) {
    var ours = named(sets, Sets.SERVICES);
    var marked = named(sets, Sets.MARKS);
    marked.removeIf(service -> !service.isMarked());
    ours.addAll(marked);
    var others = new HashSet<>(all.keySet());
    ours.forEach(service -> others.remove(service.option()));
    return new Observed(sets, IpvsText.of(ours, all), marked, others, routed, chains);
  }

  private static Set<Service> named(Map<String, List<String>> sets, String set) {
    var named = new HashSet<Service>();
    for (var family : Family.values()) {
      for (var element : sets.getOrDefault(Sets.name(family, set), List.of())) {
        Service.parseElement(element).ifPresent(named::add);
      }
    }
    return named;
  }

  /// The families that have anything.
  Set<Family> families() {
    var families = EnumSet.noneOf(Family.class);
    sets.keySet().forEach(name -> Sets.parse(name, "").map(Fact::family).ifPresent(families::add));
    chains.forEach(
        (family, tables) -> {
          if (!tables.isEmpty()) {
            families.add(family);
          }
        });
    return families;
  }

  Set<Fact> facts() {
    var facts = new HashSet<Fact>();
    sets.forEach(
        (name, elements) ->
            elements.forEach(
                element ->
                    Sets.parse(name, element)
                        .filter(fact -> !Sets.isRecord(fact.set()))
                        .ifPresent(facts::add)));
    routed.forEach(ip -> facts.add(new Fact(ip.family(), Sets.ROUTES, ip.toString())));
    return facts;
  }

  /// How the node forwards, as far as that can be told: a table that leads to the same state.
  Map<Frontend, Forward> table() {
    var table = new HashMap<Frontend, Forward>();
    for (var family : Family.values()) {
      read(family, Sets.FRONTS, Side.INSIDE, Guard.NONE, table);
      read(family, Sets.REFUSED, Side.INSIDE, Guard.NONE, table);
      read(family, Sets.OUTER, Side.OUTSIDE, Guard.NONE, table);
      read(family, Sets.OUTER_REFUSED, Side.OUTSIDE, Guard.NONE, table);
      read(family, Sets.OUTER_DROPPED, Side.OUTSIDE, new Guard(true, false, List.of()), table);
    }
    return table;
  }

  private void read(
      Family family, String set, Side side, Guard guard, Map<Frontend, Forward> table) {
    boolean serves = set.equals(Sets.FRONTS) || set.equals(Sets.OUTER);
    for (var element : elements(family, set)) {
      Service.parseElement(element)
          .ifPresent(
              service -> {
                var known = serves ? services.get(serving(service, side)) : null;
                var shares = known == null ? List.<Share>of() : shares(known);
                boolean ofNode = !routed.contains(service.address());
                var forward =
                    new Forward(
                        new Key("", ""),
                        shares,
                        new Guard(guard.drops(), ofNode, List.of()),
                        known == null ? Balancing.RANDOM : balancing(known));
                table.put(service.on(side), forward.admitting(access(family, element, side)));
              });
    }
  }

  /// Which service has the clients of a side.
  private Service serving(Service port, Side side) {
    var family = port.address().family();
    return side == Side.OUTSIDE && elements(family, Sets.DIVIDED).contains(port.element())
        ? marked.stream().filter(s -> s.plain().equals(port)).findFirst().orElse(port)
        : port;
  }

  private List<String> elements(Family family, String set) {
    return sets.getOrDefault(Sets.name(family, set), List.of());
  }

  private List<Share> shares(Virtual virtual) {
    var shares = new ArrayList<Share>();
    virtual
        .weights()
        .forEach(
            (server, weight) -> {
              if (weight > 0) {
                var ip = server.address();
                var pods = elements(ip.family(), Sets.PODS);
                boolean local = pods.contains(ip.toString());
                shares.add(new Share(weight, List.of(new Target(ip, server.port(), local))));
              }
            });
    return shares;
  }

  private static Balancing balancing(Virtual virtual) {
    var algorithm =
        switch (virtual.scheduler().name()) {
          case "mh" -> Algorithm.SourceHash;
          case "wlc" -> Algorithm.LeastConnections;
          default -> Algorithm.Random;
        };
    return new Balancing(algorithm, virtual.persistence());
  }

  /// With the clients as ranges, whatever sets they came from.
  private Optional<Access> access(Family family, String element, Side side) {
    var begin = Sets.name(family, Sets.guarded("", side == Side.OUTSIDE));
    return sets.entrySet().stream()
        .filter(set -> set.getKey().startsWith(begin) && set.getValue().contains(element))
        .map(set -> set.getKey().substring(begin.length()))
        .map(
            id -> new Access(List.of(), clients(family, id), drops(family, id), audits(family, id)))
        .findFirst();
  }

  private List<IpRange> clients(Family family, String id) {
    return elements(family, Sets.clients(id)).stream()
        .map(IpRange::parse)
        .flatMap(Optional::stream)
        .sorted()
        .toList();
  }

  private boolean drops(Family family, String id) {
    return rules(family, id).anyMatch(line -> line.endsWith("-j DROP"));
  }

  private boolean audits(Family family, String id) {
    return rules(family, id).anyMatch(line -> line.endsWith(Chains.noting(true)));
  }

  private Stream<String> rules(Family family, String id) {
    var set = Sets.name(family, Sets.guarded(id, false));
    return chains.getOrDefault(family, Map.of()).getOrDefault("filter", List.of()).stream()
        .filter(line -> line.contains(set + " "));
  }
}
