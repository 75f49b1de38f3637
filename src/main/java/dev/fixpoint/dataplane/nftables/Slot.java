// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Frontend;
import java.util.Comparator;

/// A number that a new connection to a frontend draws.
record Slot(Frontend frontend, int index) implements Comparable<Slot> {

  private static final Comparator<Slot> ORDER =
      Comparator.comparing(Slot::frontend).thenComparingInt(Slot::index);

  @Override
  public int compareTo(Slot other) {
    return ORDER.compare(this, other);
  }
}
