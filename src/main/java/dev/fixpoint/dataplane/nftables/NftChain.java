// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import java.util.List;

/// A chain that comes and goes with what needs it; its name tells its lines.
record NftChain(String name, List<String> lines) implements Comparable<NftChain> {

  @Override
  public int compareTo(NftChain other) {
    return name.compareTo(other.name);
  }
}
