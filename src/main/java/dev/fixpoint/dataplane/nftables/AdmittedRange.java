// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.vip.IpRange;
import java.util.Comparator;

/// Clients that a policy admits.
///
/// @param policy the number of a rule of access, from 1
record AdmittedRange(int policy, IpRange clients) implements Comparable<AdmittedRange> {

  private static final Comparator<AdmittedRange> ORDER =
      Comparator.comparingInt(AdmittedRange::policy).thenComparing(AdmittedRange::clients);

  @Override
  public int compareTo(AdmittedRange other) {
    return ORDER.compare(this, other);
  }
}
