// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What rules that are in the kernel were written for. Pure.
final class Written {

  private static final Pattern TRANSLATED =
      Pattern.compile(
          "-d (\\S+)/[0-9]+ -p (tcp|udp|sctp) .*--dport ([0-9]{1,5}) .*-j (FIXPOINT-S-\\S+)");

  private Written() {}

  /// The frontends whose connections are translated.
  static Set<Frontend> frontends(Saved saved) {
    var frontends = new HashSet<Frontend>();
    for (var rules : saved.chains().values()) {
      for (var rule : rules) {
        var matcher = TRANSLATED.matcher(rule);
        var address = matcher.matches() ? Ip.parse(matcher.group(1)) : null;
        if (address != null && address.isPresent()) {
          var protocol = Protocol.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
          int port = Integer.parseInt(matcher.group(3));
          for (var side : Side.values()) {
            var frontend = new Frontend(address.get(), protocol, port, side);
            if (Names.service(frontend).equals(matcher.group(4))) {
              frontends.add(frontend);
            }
          }
        }
      }
    }
    return frontends;
  }
}
