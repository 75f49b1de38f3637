// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

/// How often each shared element and each chain that comes and goes is brought into the table; or,
/// as a difference, how much more or less often.
record References(Counts<Element<?, ?>> elements, Counts<NftChain> chains) {

  References() {
    this(new Counts<>(), new Counts<>());
  }

  /// @param times 1 for parts that come, -1 for parts that go
  void add(Parts parts, int times) {
    parts.shared().forEach(element -> elements.add(element, times));
    parts.chains().forEach(chain -> chains.add(chain, times));
  }

  void addAll(References difference) {
    elements.addAll(difference.elements);
    chains.addAll(difference.chains);
  }
}
