// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

/// One element of one of the maps and sets of the table. Ordered by set and key.
record Element<K extends Comparable<? super K>, V>(NftSet<K, V> set, K key, V value)
    implements Comparable<Element<?, ?>> {

  @Override
  @SuppressWarnings("unchecked") // of one set, hence of one type
  public int compareTo(Element<?, ?> other) {
    return set == (NftSet<?, ?>) other.set
        ? key.compareTo((K) other.key)
        : set.name().compareTo(other.set.name());
  }

  void write(StringBuilder out) {
    set.key().write(out, key);
    if (set.isMap()) {
      out.append(" : ");
      set.value().write(out, value);
    }
  }

  /// `vips 10.96.0.1 . 6 . 80 : 0:2`
  @Override
  public String toString() {
    var text = new StringBuilder(set.name()).append(' ');
    write(text);
    return text.toString();
  }
}
