// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.cli.Cause.Effect;
import dev.fixpoint.endpoints.Endpoint;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.VipService;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A rule of somebody else's on a node that ends the way of packets to some address of a
/// VirtualService.
///
/// @param chain where it is: `table inet firewall, chain forward`
/// @param rule as nft prints it
/// @param address that it names, itself or by a range
record ForeignFilter(String chain, String rule, Ip address) {
  private static final Pattern TABLE = Pattern.compile("table (\\S+ \\S+) \\{");
  private static final Pattern CHAIN = Pattern.compile("chain (\\S+) \\{");
  private static final Pattern DESTINATION =
      Pattern.compile("\\bip6? daddr (?:\\{ ([^}]*) \\}|([0-9a-f.:/-]+))");
  private static final Pattern PORT = Pattern.compile("\\bdport (?:\\{ ([^}]*) \\}|([0-9]+))");
  private static final Pattern END = Pattern.compile("\\b(drop|reject)\\b");
  private static final Pattern LIST = Pattern.compile(", ");

  /// Those of a ruleset, as `nft -n list ruleset` prints it. A rule that names no destination may
  /// be in the way as well, or not: it is left out, as are those of other ports.
  ///
  /// @param addresses that clients connect to, and those of the pods behind them
  /// @param ports at these
  static List<ForeignFilter> of(String ruleset, Collection<Ip> addresses, Set<Integer> ports) {
    var found = new ArrayList<ForeignFilter>();
    var table = "";
    var chain = "";
    for (var line : ruleset.lines().map(String::strip).toList()) {
      var ofTable = TABLE.matcher(line);
      var ofChain = CHAIN.matcher(line);
      if (ofTable.matches()) {
        table = ofTable.group(1);
      } else if (ofChain.matches()) {
        chain = ofChain.group(1);
      } else if (END.matcher(line).find() && concerns(line, ports)) {
        var where = "table %s, chain %s".formatted(table, chain);
        named(line, addresses).ifPresent(ip -> found.add(new ForeignFilter(where, line, ip)));
      }
    }
    return List.copyOf(found);
  }

  /// Those that are in the way to what a VirtualService should be.
  static List<Cause> causes(Outcome outcome, String ruleset) {
    var ends = outcome.endpoints().stream().flatMap(set -> set.usable().stream()).toList();
    var addresses =
        Stream.concat(
                outcome.wanted().allAddresses().stream(), ends.stream().map(Endpoint::address))
            .toList();
    var ports =
        Stream.concat(
                outcome.service().ports().stream().map(VipService.Port::port),
                ends.stream().flatMap(endpoint -> endpoint.targetPorts().stream()))
            .collect(Collectors.toSet());
    return of(ruleset, addresses, ports).stream()
        .map(
            found ->
                new Cause(
                    Effect.CLIENT,
                    "ForeignRule",
                    "%s of its node ends connections to %s: %s"
                        .formatted(found.chain(), found.address(), found.rule())))
        .toList();
  }

  private static boolean concerns(String rule, Set<Integer> ports) {
    var named = values(PORT, rule).filter(text -> text.matches("[0-9]+")).toList();
    return named.isEmpty() || named.stream().map(Integer::valueOf).anyMatch(ports::contains);
  }

  private static Stream<String> values(Pattern pattern, String rule) {
    return pattern
        .matcher(rule)
        .results()
        .flatMap(m -> LIST.splitAsStream(m.group(1) == null ? m.group(2) : m.group(1)));
  }

  private static Optional<Ip> named(String rule, Collection<Ip> addresses) {
    var ranges = values(DESTINATION, rule).flatMap(text -> IpRange.parse(text).stream()).toList();
    return addresses.stream()
        .filter(ip -> ranges.stream().anyMatch(range -> range.contains(ip)))
        .sorted()
        .findFirst();
  }
}
