// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

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

  /// Those of a rule of access.
  static List<String> ofRule(String rule) {
    return List.of(guarded(rule, false), guarded(rule, true), clients(rule));
  }

  /// The line of ipset's script that makes it.
  static String create(Family family, String set) {
    var type = TYPES.getOrDefault(set, set.startsWith("c-") ? "hash:net" : BY_PORT);
    return "create %s %s family %s maxelem 1048576"
        .formatted(name(family, set), type, family == Family.IPV4 ? "inet" : "inet6");
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
          elements.add(words[2]);
        }
      }
    }
    return sets;
  }
}
