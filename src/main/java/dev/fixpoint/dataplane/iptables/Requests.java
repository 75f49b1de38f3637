// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.Translation;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What can be asked of the backend. Pure.
final class Requests {

  /// A plus at the end would stand for more.
  private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9._@+-]{0,14}[A-Za-z0-9._@-]");

  private Requests() {}

  /// @param capabilities what it can do
  /// @throws DataplaneException if it cannot do one of these
  static void check(Map<Frontend, Forward> table, NodeRules rules, List<String> capabilities)
      throws DataplaneException {
    Translation.check("iptables", table);
    for (var entry : table.entrySet()) {
      check(entry.getKey(), entry.getValue(), capabilities);
    }
    for (var name : rules.uplinks()) {
      if (!INTERFACE.matcher(name).matches()) {
        throw new DataplaneException(
            "iptables: cannot write the name of interface <%s>: rename it to letters, digits and ._@+-, with no + at its end"
                .formatted(name.replaceAll("[^ -~]", "?")));
      }
    }
  }

  private static void check(Frontend frontend, Forward forward, List<String> capabilities)
      throws DataplaneException {
    var balancing = forward.balancing();
    var needed =
        List.of(
            frontend.address().family().toString(),
            frontend.protocol().name(),
            balancing.algorithm().name(),
            balancing.affinitySeconds() > 0 ? "Affinity" : "IPv4");
    for (var word : needed) {
      if (!capabilities.contains(word)) {
        throw new DataplaneException(
            "iptables: cannot do %s for %s on this kernel".formatted(word, frontend));
      }
    }
  }
}
