// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.tracer.Fraction;
import dev.fixpoint.tracer.Trace;
import dev.fixpoint.tracer.Trace.Step;
import dev.fixpoint.tracer.Tracer;
import dev.fixpoint.tracer.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What the rules in a node's kernel do with a packet, beside what those that the intents make
/// would do. Pure.
///
/// @param backend of the agent there
/// @param differences none where the kernel does what the intents say
/// @param remembered where the kernel has sent this client before, and sends it again; empty where
///     it does not remember it
/// @param way the rules that the packet passes in the kernel; empty where the backend's rules are
///     not evaluated
/// @param rules those that name the address, where they are not evaluated
record KernelTrace(
    String backend,
    List<String> differences,
    String remembered,
    List<Step> way,
    List<String> rules) {

  private static final Pattern UPLINKS =
      Pattern.compile("set uplinks \\{[^}]*?elements = \\{ \"([^\"]+)\"");

  private static final String AFFINITY = "@affinity";
  private static final int MOST_RULES = 20;

  /// @param listing what `nft -n list table` prints of our tables
  /// @param intents what the rules of the intents do with it
  static KernelTrace of(String listing, Caller caller, Frontend to, Trace intents) {
    var uplinks = UPLINKS.matcher(listing);
    var uplink = uplinks.find() ? uplinks.group(1) : Caller.UPLINK;
    var kernel = Tracer.of(listing).trace(caller.packet(to, uplink));
    var way = kernel.outcomes().getFirst().way();
    var remembered = remembered(kernel, intents);
    var differences =
        remembered.isEmpty() ? differences(shares(kernel), shares(intents)) : List.<String>of();
    return new KernelTrace("nftables", differences, remembered, way, List.of());
  }

  /// Of a backend whose rules the tracer does not read.
  static KernelTrace untraced(String backend, String listing, Frontend to) {
    var address =
        Pattern.compile("(?<![0-9a-f.:])" + Pattern.quote(to.address().toString()) + "\\b");
    var rules =
        listing
            .lines()
            .map(String::strip)
            .filter(line -> address.matcher(line).find())
            .limit(MOST_RULES)
            .toList();
    return new KernelTrace(backend, List.of(), "", List.of(), rules);
  }

  /// With affinity the first draw decides for the next hours: one target of those there are.
  private static String remembered(Trace kernel, Trace intents) {
    var only = kernel.outcomes().getFirst();
    boolean isOne = kernel.outcomes().size() == 1 && intents.outcomes().size() > 1;
    return isOne
            && only.verdict() instanceof Verdict.Translated to
            && shares(intents).containsKey(to.toString())
            && only.way().stream().anyMatch(step -> step.rule().contains(AFFINITY))
        ? to.target()
        : "";
  }

  private static Map<String, Fraction> shares(Trace trace) {
    var shares = new LinkedHashMap<String, Fraction>();
    trace.outcomes().forEach(o -> shares.put(o.verdict().toString(), o.share()));
    return shares;
  }

  private static List<String> differences(
      Map<String, Fraction> kernel, Map<String, Fraction> intents) {
    var differences = new ArrayList<String>();
    var verdicts = new LinkedHashSet<>(intents.keySet());
    verdicts.addAll(kernel.keySet());
    for (var verdict : verdicts) {
      var here = kernel.get(verdict);
      var there = intents.get(verdict);
      if (here == null || !here.equals(there)) {
        differences.add(
            "%s: %s in the kernel, %s by the intents"
                .formatted(verdict, percent(here), percent(there)));
      }
    }
    return List.copyOf(differences);
  }

  private static String percent(Fraction share) {
    return share == null ? "never" : share.percent();
  }

  String text() {
    var text = new StringBuilder("\nKernel    ");
    if (!backend.equals("nftables")) {
      text.append("of the backend ").append(backend);
      text.append(", whose rules trace does not evaluate; those with the address:");
      rules.forEach(rule -> text.append("\n  ").append(rule));
      return text.toString();
    }
    if (!remembered.isEmpty()) {
      return text.append("remembers this client, and sends it to ").append(remembered).toString();
    }
    if (differences.isEmpty()) {
      return text.append("does the same").toString();
    }
    text.append("differs; the agent mends that at its next audit, and tells it in the NodeRouting");
    differences.forEach(difference -> text.append("\n  ").append(difference));
    return text.toString();
  }
}
