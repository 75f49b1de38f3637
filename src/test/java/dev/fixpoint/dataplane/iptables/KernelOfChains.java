// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Chains as a kernel keeps them: takes what iptables-restore takes, as strictly, and prints what
/// iptables-save prints.
final class KernelOfChains {
  private final Map<Chain, List<String>> chains = new TreeMap<>();
  int commands;

  KernelOfChains() {
    for (var hook : List.of("PREROUTING", "OUTPUT", "POSTROUTING")) {
      chains.put(Chain.nat(hook), new ArrayList<>(List.of("-j THEIRS")));
    }
    for (var hook : List.of("INPUT", "FORWARD", "OUTPUT")) {
      chains.put(Chain.filter(hook), new ArrayList<>(List.of("-j THEIRS")));
    }
  }

  void restore(IptChange change) {
    var table = Table.NAT;
    for (var line : change.script().lines().toList()) {
      if (line.startsWith("*")) {
        table = Table.valueOf(line.substring(1).toUpperCase(Locale.ROOT));
      } else if (!line.equals("COMMIT")) {
        run(table, line.split(" ", 3));
        commands++;
      } else {
        checkTargets();
      }
    }
  }

  private void run(Table table, String[] words) {
    if (words[0].startsWith(":")) {
      chains.put(new Chain(table, words[0].substring(1)), new ArrayList<>());
      return;
    }
    var chain = new Chain(table, words[1]);
    assertThat(chains).as(String.join(" ", words)).containsKey(chain);
    var rules = chains.get(chain);
    switch (words[0]) {
      case "-A" -> rules.add(printed(words[2]));
      case "-I" -> rules.addFirst(words[2].substring("1 ".length()));
      case "-D" -> assertThat(rules.remove(words[2])).as(words[2]).isTrue();
      case "-F" -> rules.clear();
      case "-X" -> {
        assertThat(rules).isEmpty();
        chains.remove(chain);
      }
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  /// As iptables-save prints it.
  private static String printed(String rule) {
    var node = Pattern.compile("--cluster-local-node ([0-9]+)").matcher(rule);
    return node.find()
        ? node.replaceFirst(
            "--cluster-local-nodemask 0x%08x".formatted(1 << Integer.parseInt(node.group(1)) - 1))
        : rule;
  }

  /// No rule leads to a chain that is not there.
  private void checkTargets() {
    chains.forEach(
        (chain, rules) ->
            rules.forEach(
                rule -> {
                  var target = rule.replaceFirst(".*-[jg] (\\S+).*", "$1");
                  if (target.startsWith(Names.PREFIX)) {
                    assertThat(chains).containsKey(new Chain(chain.table(), target));
                  }
                }));
  }

  String save() {
    var text = new HashMap<Table, StringBuilder>();
    chains.forEach(
        (chain, rules) -> {
          var of = text.computeIfAbsent(chain.table(), t -> new StringBuilder("*" + t + "\n"));
          of.append(':').append(chain.name()).append(" - [0:0]\n");
          rules.forEach(
              rule -> of.append("-A ").append(chain.name()).append(' ').append(rule).append('\n'));
        });
    return text.get(Table.NAT) + "COMMIT\n" + text.get(Table.FILTER) + "COMMIT\n";
  }

  boolean hasOnlyOthers() {
    return chains.values().stream().allMatch(List.of("-j THEIRS")::equals);
  }
}
