// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.ipset.Records;
import dev.fixpoint.vip.Family;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The ipsets, one of each for each family: `fixpoint-4-fronts`, `fixpoint-6-fronts`. Pure.
final class Sets {

  /// Services that take connections from inside.
  static final String FRONTS = "fronts";

  /// The same from outside.
  static final String OUTER = "outer";

  /// Frontends that refuse those inside, having no endpoint.
  static final String REFUSED = "refused";

  /// Frontends that refuse those outside.
  static final String OUTER_REFUSED = "outer-refused";

  /// Frontends that drop those outside.
  static final String OUTER_DROPPED = "outer-dropped";

  /// The virtual services of IPVS that are ours, those too that have only connections left.
  static final String SERVICES = "services";

  /// Frontends whose clients outside have a virtual service of their own.
  static final String DIVIDED = "divided";

  /// All such services of ours with their marks, those too that have only connections left.
  static final String MARKS = "marks";

  static final List<String> OF_SIDES = List.of(DIVIDED, MARKS);

  /// On these addresses a port without a frontend is refused.
  static final String VIPS = "vips";

  /// The same to those outside.
  static final String EDGE = "edge";

  /// Endpoints on this node.
  static final String PODS = "pods";

  /// The same, as one that may reach itself.
  static final String LOOP = "loop";

  /// Sources that are never outside.
  static final String INSIDE = "inside";

  /// Where only frontends live.
  static final String GUARDED = "guarded";

  /// No ipset: the addresses that the node takes for its own.
  static final String ROUTES = "routes";

  private static final String ADMITTED = "admitted";
  private static final String DENIED = "denied";
  private static final List<String> RECORDS = List.of(ADMITTED, DENIED);
  private static final String COUNTS = "-n";

  private static final String PREFIX = "fixpoint-";
  private static final String BY_PORT = "hash:ip,port";

  private static final Map<String, String> TYPES = new LinkedHashMap<>();

  static {
    for (var set : List.of(FRONTS, OUTER, REFUSED, OUTER_REFUSED, OUTER_DROPPED, SERVICES)) {
      TYPES.put(set, BY_PORT);
    }
    for (var set : List.of(VIPS, EDGE, PODS)) {
      TYPES.put(set, "hash:ip");
    }
    TYPES.put(LOOP, "hash:ip,port,ip");
    TYPES.put(INSIDE, "hash:net");
    TYPES.put(GUARDED, "hash:net");
  }

  private Sets() {}

  static String name(Family family, String set) {
    return PREFIX + (family == Family.IPV4 ? "4-" : "6-") + set;
  }

  /// The set of frontends that a rule of access is about.
  static String guarded(String rule, boolean outside) {
    return (outside ? "o-" : "i-") + rule;
  }

  /// The set of clients that it admits.
  static String clients(String rule) {
    return "c-" + rule;
  }

  /// Those that a family has, besides those of rules.
  static List<String> constant() {
    return List.copyOf(TYPES.keySet());
  }

  /// Those of a rule of access, with those that its audit fills.
  static List<String> ofRule(Rule rule) {
    var sets = new ArrayList<>(List.of(guarded(rule.id(), false), guarded(rule.id(), true)));
    sets.add(clients(rule.id()));
    if (rule.access().audit()) {
      RECORDS.forEach(name -> sets.addAll(List.of(name, name + COUNTS)));
    }
    return sets;
  }

  /// Where clients are remembered, by whether they were admitted.
  static Records records(Family family, boolean admitted) {
    var name = name(family, admitted ? ADMITTED : DENIED);
    return new Records(family, admitted, name, name + COUNTS);
  }

  /// The line of ipset's script that makes it.
  static String create(Family family, String set) {
    var name = name(family, set);
    for (boolean admitted : new boolean[] {true, false}) {
      var records = records(family, admitted);
      int at = records.names().indexOf(name);
      if (at >= 0) {
        return records.creation().get(at);
      }
    }
    var type = TYPES.getOrDefault(set, set.startsWith("c-") ? "hash:net" : BY_PORT);
    return "create %s %s family %s maxelem 1048576%s"
        .formatted(name, type, Records.family(family), set.equals(MARKS) ? " skbinfo" : "");
  }

  /// Whether packets fill it.
  static boolean isRecord(String set) {
    return RECORDS.contains(
        set.endsWith(COUNTS) ? set.substring(0, set.length() - COUNTS.length()) : set);
  }

  /// Which set of which family has this name; empty where it is none of ours.
  static Optional<Fact> parse(String name, String element) {
    if (!name.matches(PREFIX + "[46]-[a-z0-9-]+")) {
      return Optional.empty();
    }
    var family = name.charAt(PREFIX.length()) == '4' ? Family.IPV4 : Family.IPV6;
    return Optional.of(new Fact(family, name.substring(PREFIX.length() + 2), element));
  }

  /// The sets of ours in what `ipset save` prints, with their elements.
  static Map<String, List<String>> parse(String save) {
    var sets = new LinkedHashMap<String, List<String>>();
    for (var line : save.lines().toList()) {
      var words = line.split(" ");
      if (words.length > 2 && parse(words[1], "").isPresent()) {
        var elements = sets.computeIfAbsent(words[1], _ -> new ArrayList<>());
        if (words[0].equals("add")) {
          boolean marked = words.length > 4 && words[3].equals("skbmark");
          elements.add(marked ? String.join(" ", words[2], words[3], words[4]) : words[2]);
        }
      }
    }
    return sets;
  }
}
