// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import java.util.Locale;

enum Table {
  NAT,
  FILTER;

  /// As iptables names it.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
