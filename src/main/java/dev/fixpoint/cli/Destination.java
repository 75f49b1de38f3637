// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.vip.Protocol;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a connection goes, as a person says it: `10.96.0.7:80`, `[fd00::7]:53/UDP`, `checkout:80`,
/// `shop/checkout:80`.
///
/// @param host an address or a name
record Destination(String host, int port, Protocol protocol) {
  private static final int MAX_PORT = 65535;
  private static final Pattern FORM =
      Pattern.compile("(\\[[^]]+]|.+):([0-9]{1,5})(?:/(TCP|UDP|SCTP))?");

  /// Empty where the text is none of these forms.
  static Optional<Destination> parse(String text) {
    var parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    var protocol = parts.group(3) == null ? Protocol.TCP : Protocol.valueOf(parts.group(3));
    int port = Integer.parseInt(parts.group(2));
    var host = parts.group(1).replaceAll("^\\[|]$", "");
    return port < 1 || port > MAX_PORT
        ? Optional.empty()
        : Optional.of(new Destination(host, port, protocol));
  }
}
