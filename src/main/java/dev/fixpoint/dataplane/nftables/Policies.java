// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.nftables.Type.Nothing;
import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// The rules of access that are in force, each distinct one a numbered policy: frontends lead to
/// the number, and the clients are elements under it. So a client that comes or goes is one
/// element for each distinct rule, whatever the number of frontends. Changed in place.
final class Policies {
  /// Begins the names of sets that stand for what a kernel has; no set of the API can have such.
  private static final String INHERITED = "of the kernel, policy ";

  private final NftFamily family;
  private final Map<Frontend, Access> rules = new HashMap<>();
  private final Map<Access, Integer> users = new HashMap<>();
  private final Map<Access, Integer> numbers = new HashMap<>();
  private final BitSet taken = new BitSet();
  private final Map<String, Set<Ip>> inherited = new HashMap<>();
  private Map<String, Set<Ip>> clients = Map.of();

  Policies(NftFamily family) {
    this.family = family;
  }

  /// A change of policies.
  ///
  /// @param ruled frontends that get another rule; null for none
  /// @param users by how much each rule gains users
  /// @param numbered the rules that come, with their numbers
  /// @param clients all of them, by set
  record Change(
      Map<Frontend, Access> ruled,
      Map<Access, Integer> users,
      Map<Access, Integer> numbered,
      Map<String, Set<Ip>> clients,
      Elements before,
      Elements after) {}

  /// The policies of a table, under the numbers that a kernel has for them.
  static Policies of(
      Elements observed, NftFamily family, Map<Frontend, Forward> table, Map<String, Set<Ip>> all) {
    var policies = new Policies(family);
    var guards = guards(observed);
    var passedOn = new BitSet();
    for (var frontend : new TreeMap<>(table).keySet()) {
      var rule = table.get(frontend).access().orElse(null);
      int number = guards.getOrDefault(frontend, 0);
      boolean free = number > 0 && !passedOn.get(number);
      if (rule != null && free && !policies.numbers.containsKey(rule)) {
        passedOn.set(number);
        policies.numbers.put(rule, number);
      }
    }
    guards.values().stream().filter(number -> number > 0).forEach(policies.taken::set);
    policies.accept(policies.plan(table, Set.of(), all));
    policies.taken.clear();
    policies.numbers.values().forEach(policies.taken::set);
    return policies;
  }

  /// The policies that a kernel has, whatever rules they once came from.
  static Policies in(Elements observed, NftFamily family) {
    var policies = new Policies(family);
    var clients = new HashMap<Integer, Set<Ip>>();
    var ranges = new HashMap<Integer, List<IpRange>>();
    for (var client : observed.of(NftSkeleton.CLIENTS).keySet()) {
      clients.computeIfAbsent(client.policy(), n -> new HashSet<>()).add(client.client());
    }
    for (var range : observed.of(NftSkeleton.RANGES).keySet()) {
      ranges.computeIfAbsent(range.policy(), n -> new ArrayList<>()).add(range.clients());
    }
    var denials = observed.of(NftSkeleton.DENIALS).keySet();
    var drops = observed.of(NftSkeleton.DROPS).keySet();
    guards(observed)
        .forEach(
            (frontend, number) -> {
              var set = INHERITED + number;
              var rule =
                  new Access(
                      List.of(set),
                      ranges.getOrDefault(number, List.of()),
                      drops.contains(number),
                      denials.contains(frontend));
              policies.inherited.put(set, clients.getOrDefault(number, Set.of()));
              policies.rules.put(frontend, rule);
              policies.users.merge(rule, 1, Integer::sum);
              policies.numbers.put(rule, number);
              policies.taken.set(Math.max(0, number));
            });
    policies.clients = Map.copyOf(policies.inherited);
    return policies;
  }

  /// Where the policy of a frontend is.
  private static NftSet<Frontend, Integer> guards(Frontend frontend) {
    return frontend.isOutside() ? NftSkeleton.OUTER_GUARDS : NftSkeleton.GUARDS;
  }

  private static Map<Frontend, Integer> guards(Elements observed) {
    var guards = new HashMap<>(observed.of(NftSkeleton.GUARDS));
    guards.putAll(observed.of(NftSkeleton.OUTER_GUARDS));
    return guards;
  }

  /// @param changed what these frontends do from now on
  /// @param given the clients of each set; a set that is the same object has not changed
  Change plan(Map<Frontend, Forward> changed, Set<Frontend> removed, Map<String, Set<Ip>> given) {
    var all = withInherited(given);
    var ruled = new HashMap<Frontend, Access>();
    var gained = new HashMap<Access, Integer>();
    for (var frontend : removed) {
      rule(frontend, null, ruled, gained);
    }
    changed.forEach(
        (frontend, forward) -> {
          if (!removed.contains(frontend)) {
            rule(frontend, forward.access().orElse(null), ruled, gained);
          }
        });
    var going = new HashSet<Access>();
    var coming = new HashSet<Access>();
    gained.forEach(
        (rule, more) -> {
          int had = users.getOrDefault(rule, 0);
          if (had == 0 && more > 0) {
            coming.add(rule);
          } else if (had > 0 && had + more == 0) {
            going.add(rule);
          }
        });
    var numbered = number(ruled, coming, going);
    var before = new Elements();
    var after = new Elements();
    ruled.forEach(
        (frontend, now) -> {
          var old = rules.get(frontend);
          if (old != null) {
            guard(frontend, old, numbers.get(old), before);
          }
          if (now != null) {
            guard(frontend, now, numbered.getOrDefault(now, numbers.get(now)), after);
          }
        });
    going.forEach(rule -> content(rule, numbers.get(rule), clients, before));
    coming.forEach(rule -> content(rule, numbered.get(rule), all, after));
    follow(going, all, before, after);
    return new Change(ruled, gained, numbered, all, before, after);
  }

  private static void guard(Frontend frontend, Access rule, int number, Elements elements) {
    elements.put(guards(frontend), frontend, number);
    if (rule.audit() && !frontend.isOutside()) { // which has one inside beside it
      elements.put(NftSkeleton.ALLOWANCES, frontend, Nothing.NOTHING);
      elements.put(NftSkeleton.DENIALS, frontend, Nothing.NOTHING);
    }
  }

  /// Whether the clients of any frontend are remembered.
  boolean isAudited() {
    return numbers.keySet().stream().anyMatch(Access::audit);
  }

  private void rule(
      Frontend frontend, Access now, Map<Frontend, Access> ruled, Map<Access, Integer> gained) {
    var old = rules.get(frontend);
    if (Objects.equals(old, now)) {
      return;
    }
    ruled.put(frontend, now);
    if (old != null) {
      gained.merge(old, -1, Integer::sum);
    }
    if (now != null) {
      gained.merge(now, 1, Integer::sum);
    }
  }

  /// A rule that takes another's place takes its number, so that what both admit stays where it
  /// is.
  private Map<Access, Integer> number(
      Map<Frontend, Access> ruled, Set<Access> coming, Set<Access> going) {
    var numbered = new HashMap<Access, Integer>();
    var left = new HashSet<>(going);
    for (var frontend : new TreeMap<>(ruled).keySet()) {
      var now = ruled.get(frontend);
      var old = rules.get(frontend);
      if (coming.contains(now) && !numbered.containsKey(now) && old != null && left.remove(old)) {
        numbered.put(now, numbers.get(old));
      }
    }
    int next = 1;
    for (var frontend : new TreeMap<>(ruled).keySet()) {
      var now = ruled.get(frontend);
      if (coming.contains(now) && numbers.containsKey(now)) {
        numbered.put(now, numbers.get(now));
      } else if (coming.contains(now) && !numbered.containsKey(now)) {
        next = taken.nextClearBit(next);
        numbered.put(now, next++);
      }
    }
    return numbered;
  }

  private void content(Access rule, int number, Map<String, Set<Ip>> all, Elements elements) {
    for (var set : rule.sets()) {
      for (var ip : all.getOrDefault(set, Set.of())) {
        if (NftFamily.of(ip) == family) {
          elements.put(NftSkeleton.CLIENTS, new Admitted(number, ip), Nothing.NOTHING);
        }
      }
    }
    for (var range : rule.ranges()) {
      if (NftFamily.of(range.first()) == family) {
        elements.put(NftSkeleton.RANGES, new AdmittedRange(number, range), Nothing.NOTHING);
      }
    }
    if (rule.drop()) {
      elements.put(NftSkeleton.DROPS, number, Nothing.NOTHING);
    }
  }

  /// The clients that come to and leave the policies that stay.
  private void follow(
      Set<Access> going, Map<String, Set<Ip>> all, Elements before, Elements after) {
    var moved = new HashMap<String, Set<Ip>>();
    if (all == clients) {
      return;
    }
    all.forEach(
        (set, now) -> {
          var old = clients.getOrDefault(set, Set.of());
          if (old != now) {
            moved.put(set, difference(old, now));
          }
        });
    if (moved.isEmpty()) {
      return;
    }
    numbers.forEach(
        (rule, number) -> {
          if (!going.contains(rule)) {
            rule.sets().stream()
                .flatMap(set -> moved.getOrDefault(set, Set.of()).stream())
                .filter(ip -> NftFamily.of(ip) == family)
                .forEach(
                    ip -> {
                      var client = new Admitted(number, ip);
                      if (admits(rule, ip, clients)) {
                        before.put(NftSkeleton.CLIENTS, client, Nothing.NOTHING);
                      }
                      if (admits(rule, ip, all)) {
                        after.put(NftSkeleton.CLIENTS, client, Nothing.NOTHING);
                      }
                    });
          }
        });
  }

  private static Set<Ip> difference(Set<Ip> old, Set<Ip> now) {
    var difference = new HashSet<Ip>();
    old.stream().filter(ip -> !now.contains(ip)).forEach(difference::add);
    now.stream().filter(ip -> !old.contains(ip)).forEach(difference::add);
    return difference;
  }

  private static boolean admits(Access rule, Ip ip, Map<String, Set<Ip>> clients) {
    return rule.sets().stream().anyMatch(set -> clients.getOrDefault(set, Set.of()).contains(ip));
  }

  /// Takes over what the kernel took.
  void accept(Change change) {
    change
        .ruled()
        .forEach(
            (frontend, now) -> {
              if (now == null) {
                rules.remove(frontend);
              } else {
                rules.put(frontend, now);
              }
            });
    var numbered = change.numbered();
    change
        .users()
        .forEach(
            (rule, more) -> {
              if (users.merge(rule, more, Policies::sum) == null) {
                taken.clear(numbers.remove(rule));
              }
            });
    numbers.putAll(numbered);
    numbered.values().forEach(taken::set);
    clients = change.clients();
  }

  private Map<String, Set<Ip>> withInherited(Map<String, Set<Ip>> given) {
    if (inherited.isEmpty()) {
      return given;
    }
    var all = new HashMap<>(given);
    all.putAll(inherited);
    return all;
  }

  private static Integer sum(int had, int more) {
    return had + more == 0 ? null : Integer.valueOf(had + more);
  }

  /// All of their elements.
  void addTo(Elements elements) {
    rules.forEach((frontend, rule) -> guard(frontend, rule, numbers.get(rule), elements));
    numbers.forEach((rule, number) -> content(rule, number, clients, elements));
  }
}
