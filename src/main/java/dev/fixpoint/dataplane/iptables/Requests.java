// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.Translation;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import java.util.Map;
import java.util.regex.Pattern;

/// What the node can be asked for. What VirtualServices ask for was compared with the capabilities
/// before. Pure.
final class Requests {

  /// A plus at the end would stand for more.
  private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9._@+-]{0,14}[A-Za-z0-9._@-]");

  private Requests() {}

  /// @throws DataplaneException if it cannot do one of these
  static void check(Map<Frontend, Forward> table, NodeRules rules, Means means)
      throws DataplaneException {
    Translation.check("iptables", table);
    for (var name : rules.uplinks()) {
      if (!INTERFACE.matcher(name).matches()) {
        throw new DataplaneException(
            "iptables: cannot write the name of interface <%s>: rename it to letters, digits and ._@+-, with no + at its end"
                .formatted(name.replaceAll("[^ -~]", "?")));
      }
    }
    if (!means.recent() && !rules.inside().isEmpty()) {
      throw new DataplaneException(
          "iptables: this kernel has no match recent, which clients elsewhere need: load xt_recent, or empty FIXPOINT_CLUSTER_CIDRS");
    }
  }
}
