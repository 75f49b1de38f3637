// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.vip.Balancing.Algorithm;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/// Finds out what tools and kernel can do: makes what the backend makes, under other names and with
/// no way that leads to it, and takes it away again. What is left when it is killed goes with the
/// next comparison, or the next try. Pure but for its [Trial].
final class Probe {

  /// What is tried begins so.
  private static final String TRY = "try-";

  /// Addresses that nobody has (RFC 5737, RFC 3849), and the port of `discard`.
  private static final Map<Family, Service> NOWHERE =
      Map.of(
          Family.IPV4, new Service(Ip.of("192.0.2.255"), Protocol.TCP, 9),
          Family.IPV6, new Service(Ip.of("2001:db8::ffff"), Protocol.TCP, 9));

  /// Tools and kernel, tried: each throws what is refused.
  interface Trial {

    /// @param lines for `ipvsadm --restore`
    void services(List<String> lines) throws DataplaneException;

    /// @param lines for `ipset restore`
    void sets(List<String> lines) throws DataplaneException;

    /// @param script for `iptables-restore --noflush`
    void rules(Family family, String script) throws DataplaneException;
  }

  /// @param families at least IPv4
  /// @param capabilities that all of the families have
  record Found(Set<Family> families, Set<Capability> capabilities) {}

  private final Trial trial;
  private final Map<Family, Set<Algorithm>> schedulers = new EnumMap<>(Family.class);

  private Probe(Trial trial) {
    this.trial = trial;
  }

  /// @param sctp whether connection tracking knows it; asked when the trial has loaded that
  /// @throws DataplaneException if something is missing that all frontends need
  static Found of(Trial trial, BooleanSupplier sctp) throws DataplaneException {
    var probe = new Probe(trial);
    var all = EnumSet.allOf(Family.class);
    var can = EnumSet.allOf(Capability.class);
    if (probe.rules(all, true, true).isPresent() || probe.services(all).isPresent()) {
      var lacking = probe.rules(Set.of(Family.IPV4), false, false);
      if (lacking.isPresent()) {
        throw new DataplaneException(
            "ipvs: the kernel lacks something that all services need: %s: load its module, or set FIXPOINT_BACKEND to nftables"
                .formatted(lacking.get().replaceFirst("^ipvs: ", "")));
      }
      probe.leaveOut(all, can);
    }
    if (!sctp.getAsBoolean()) {
      can.remove(Capability.SCTP);
    }
    return new Found(all, can);
  }

  private void leaveOut(Set<Family> all, Set<Capability> can) {
    boolean six = rules(Set.of(Family.IPV6), false, false).isEmpty();
    if (!six || schedulers(Family.IPV6).isEmpty() && !schedulers(Family.IPV4).isEmpty()) {
      all.remove(Family.IPV6);
      can.remove(Capability.IPv6);
    }
    if (rules(all, true, false).isPresent()) {
      can.remove(Capability.Audit);
    }
    if (rules(all, false, true).isPresent()) {
      can.remove(Capability.Sides);
    }
    for (var algorithm : Algorithm.values()) {
      if (!all.stream().allMatch(family -> schedulers(family).contains(algorithm))) {
        can.remove(Capability.valueOf(algorithm.name()));
      }
    }
    if (!can.contains(Capability.SourceHash)) {
      can.remove(Capability.SourceHashIPv6);
    }
  }

  /// The algorithms that there is a scheduler for, each tried once.
  private Set<Algorithm> schedulers(Family family) {
    return schedulers.computeIfAbsent(
        family,
        _ -> {
          var there = EnumSet.noneOf(Algorithm.class);
          for (var algorithm : Algorithm.values()) {
            refusal(() -> trial.services(lines(family, null)));
            var made = refusal(() -> trial.services(lines(family, algorithm)));
            if (made.isEmpty()) {
              there.add(algorithm);
            }
          }
          return there;
        });
  }

  /// Makes a service by an algorithm and takes it away; only that for null.
  private static List<String> lines(Family family, Algorithm algorithm) {
    var service = NOWHERE.get(family);
    var lines = new ArrayList<String>();
    if (algorithm != null) {
      lines.addAll(Virtual.lines(service, null, Virtual.empty(algorithm)));
    }
    lines.addAll(Virtual.lines(service, Virtual.empty(Algorithm.Random), null));
    return lines;
  }

  /// Why not all algorithms can be had in all families; empty where they can.
  private Optional<String> services(Set<Family> families) {
    var lines = new ArrayList<String>();
    for (var family : families) {
      for (var algorithm : Algorithm.values()) {
        lines.addAll(lines(family, algorithm));
      }
    }
    return refusal(() -> trial.services(lines));
  }

  /// Why such rules and their sets cannot be had; empty where they can.
  private Optional<String> rules(Set<Family> families, boolean audit, boolean divided) {
    var created = new ArrayList<String>();
    var destroyed = new ArrayList<String>();
    var scripts = new TreeMap<Family, String>();
    for (var family : families) {
      var rules = rules(family, audit);
      for (var set : sets(rules, divided)) {
        created.add(tried(Sets.create(family, set)));
        destroyed.add(tried("destroy " + Sets.name(family, set)));
      }
      scripts.put(family, script(Chains.of(family, List.of("lo"), rules, divided)));
    }
    var refused =
        refusal(
            () -> {
              trial.sets(created);
              for (var family : families) {
                trial.rules(family, scripts.get(family));
              }
            });
    // One that was not made cannot be destroyed, nor can what follows in the same script.
    var ends = refused.isEmpty() ? List.of(destroyed) : destroyed.stream().map(List::of).toList();
    ends.forEach(lines -> refusal(() -> trial.sets(lines)));
    return refused;
  }

  private static SortedSet<Rule> rules(Family family, boolean audit) {
    var rules = new TreeSet<Rule>();
    for (boolean drop : new boolean[] {true, false}) {
      rules.add(Rule.of(family, new Access(List.of(), List.of(), drop, audit)));
    }
    return rules;
  }

  private static Set<String> sets(SortedSet<Rule> rules, boolean divided) {
    var sets = new TreeSet<>(Sets.constant());
    rules.forEach(rule -> sets.addAll(Sets.ofRule(rule)));
    if (divided) {
      sets.addAll(Sets.OF_SIDES);
    }
    return sets;
  }

  /// Makes the chains, but no jump to them, and takes them away.
  private static String script(Map<String, List<String>> tables) {
    var script = new StringBuilder();
    tables.forEach(
        (table, lines) -> {
          var own = lines.stream().filter(line -> line.startsWith("-A " + Chains.PREFIX)).toList();
          script.append(tried(SavedChains.script(table, null, own)));
          script.append(tried(SavedChains.script(table, own, null)));
        });
    return script.toString();
  }

  private static String tried(String text) {
    return text.replace(Chains.PREFIX, Chains.PREFIX + "TRY-")
        .replaceAll("\\b(fixpoint-[46]-)", "$1" + TRY);
  }

  private interface Step {
    void run() throws DataplaneException;
  }

  private static Optional<String> refusal(Step step) {
    try {
      step.run();
      return Optional.empty();
    } catch (DataplaneException e) {
      return Optional.of(e.getMessage());
    }
  }
}
