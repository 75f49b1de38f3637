// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import java.util.ArrayList;
import java.util.List;

/// What something brings into the table. An element that is its own must come from nobody else;
/// one that is shared, and a chain, stay as long as anybody brings them: whoever shares a key must
/// agree on its value.
final class Parts {

  private final Elements own = new Elements();
  private final List<Element<?, ?>> shared = new ArrayList<>();
  private final List<NftChain> chains = new ArrayList<>();

  <K extends Comparable<? super K>, V> void own(NftSet<K, V> set, K key, V value) {
    own.put(set, key, value);
  }

  <K extends Comparable<? super K>, V> void shared(NftSet<K, V> set, K key, V value) {
    shared.add(new Element<>(set, key, value));
  }

  void chain(NftChain chain) {
    chains.add(chain);
  }

  Elements own() {
    return own;
  }

  List<Element<?, ?>> shared() {
    return shared;
  }

  List<NftChain> chains() {
    return chains;
  }
}
