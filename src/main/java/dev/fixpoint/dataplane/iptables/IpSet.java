// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.process.Command;
import java.time.Duration;
import java.util.List;

/// Sets of addresses, by the tool `ipset`.
final class IpSet {
  private static final Command COMMAND = new Command("iptables", Duration.ofMinutes(2));

  private IpSet() {}

  /// Whether tool and kernel have sets.
  static boolean isThere() {
    try {
      return COMMAND.run(List.of("ipset", "list", "-name"), "").status() == 0;
    } catch (DataplaneException e) {
      return false;
    }
  }

  static String save() throws DataplaneException {
    return COMMAND.output(List.of("ipset", "save"), "");
  }

  static String save(String name) throws DataplaneException {
    return COMMAND.output(List.of("ipset", "save", name), "");
  }

  static void restore(String script) throws DataplaneException {
    if (!script.isEmpty()) {
      COMMAND.output(List.of("ipset", "restore", "-exist"), script);
    }
  }
}
