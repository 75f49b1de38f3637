// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.forwarding.Access;
import dev.fixpoint.vip.Digest;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// A rule of access as a family has it: frontends with equal ones share it. Pure.
///
/// @param id eight hexadecimal digits, which tell rules apart and name their sets
record Rule(Family family, String id, boolean drop, Access access) implements Comparable<Rule> {

  static Rule of(Family family, Access access) {
    return new Rule(family, Digest.hex(access.toString(), 4), access.drop(), access);
  }

  /// The clients that it admits.
  Set<Fact> clients(Map<String, Set<Ip>> sets) {
    var facts = new HashSet<Fact>();
    for (var set : access.sets()) {
      sets.getOrDefault(set, Set.of()).stream()
          .filter(ip -> ip.family() == family)
          .forEach(ip -> facts.add(new Fact(family, Sets.clients(id), ip.toString())));
    }
    facts.addAll(Wanted.ranges(family, Sets.clients(id), IpRange.merged(access.ranges())));
    return facts;
  }

  @Override
  public int compareTo(Rule other) {
    return Comparator.comparing(Rule::family).thenComparing(Rule::id).compare(this, other);
  }
}
