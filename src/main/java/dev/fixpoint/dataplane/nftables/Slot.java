// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Frontend;

/// A number that a new connection to a frontend draws.
record Slot(Frontend frontend, int index) implements Comparable<Slot> {

  /// The kernel numbers the slots of a frontend for clients outside from here on: chain `side`
  /// sees to it.
  static final int OUTSIDE = 0x1_0000;

  @Override
  public int compareTo(Slot other) {
    int byFrontend = frontend.compareTo(other.frontend);
    return byFrontend != 0 ? byFrontend : Integer.compare(index, other.index);
  }
}
