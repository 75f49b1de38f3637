// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.vip.Ip;
import java.util.Comparator;

/// A client that a policy admits.
///
/// @param policy the number of a rule of access, from 1
record Admitted(int policy, Ip client) implements Comparable<Admitted> {

  private static final Comparator<Admitted> ORDER =
      Comparator.comparingInt(Admitted::policy).thenComparing(Admitted::client);

  @Override
  public int compareTo(Admitted other) {
    return ORDER.compare(this, other);
  }
}
