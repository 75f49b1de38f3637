// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.ops.Settings;
import dev.fixpoint.tracer.Fraction;
import dev.fixpoint.tracer.IptTracer;
import dev.fixpoint.tracer.Trace;
import dev.fixpoint.tracer.Trace.Step;
import dev.fixpoint.tracer.Tracer;
import dev.fixpoint.tracer.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /// Those whose rules are evaluated.
  private static final Set<String> TRACED =
      Set.of(Settings.Backend.nftables.name(), Settings.Backend.iptables.name());

  /// In the listings of either.
  private static final Pattern UPLINK =
      Pattern.compile(
          "set uplinks \\{[^}]*?elements = \\{ \"([^\"]+)\"|-i (\\S+) -g FIXPOINT-UPLINK\\b");

  private static final String AFFINITY = "@affinity";
  private static final int MOST_RULES = 20;

  /// @param listing what the backend's own tools print
  /// @param intents what the rules that this backend makes of the intents do with it
  static KernelTrace of(String backend, String listing, Caller caller, Frontend to, Trace intents) {
    if (!TRACED.contains(backend)) {
      return untraced(backend, listing, to);
    }
    var packet = caller.packet(to, uplink(listing));
    var kernel =
        backend.equals(Settings.Backend.iptables.name())
            ? IptTracer.of(listing).trace(packet)
            : Tracer.of(listing).trace(packet);
    var way = kernel.outcomes().getFirst().way();
    var remembered = remembered(kernel, intents);
    var differences =
        remembered.isEmpty() ? differences(shares(kernel), shares(intents)) : List.<String>of();
    return new KernelTrace(backend, differences, remembered, way, List.of());
  }

  private static String uplink(String listing) {
    var uplink = UPLINK.matcher(listing);
    if (!uplink.find()) {
      return Caller.UPLINK;
    }
    return uplink.group(1) == null ? uplink.group(2) : uplink.group(1);
  }

  /// Of a backend whose rules no tracer reads.
  private static KernelTrace untraced(String backend, String listing, Frontend to) {
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
    if (!TRACED.contains(backend)) {
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
