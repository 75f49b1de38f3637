// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.nftables.Type.Nothing;
import java.util.ArrayList;
import java.util.List;

/// A map or set of the table, as it is declared. Two are the same only where they are one object.
final class NftSet<K extends Comparable<? super K>, V> {

  private final String name;
  private final Type<K> key;
  private final Type<V> value;
  private final List<String> properties;
  private final boolean dynamic;
  private final boolean late;

  private NftSet(
      String name,
      Type<K> key,
      Type<V> value,
      List<String> properties,
      boolean dynamic,
      boolean late) {
    this.name = name;
    this.key = key;
    this.value = value;
    this.properties = properties;
    this.dynamic = dynamic;
    this.late = late;
  }

  static <K extends Comparable<? super K>, V> NftSet<K, V> map(
      String name, Type<K> key, Type<V> value) {
    return new NftSet<>(name, key, value, List.of(), false, false);
  }

  static <K extends Comparable<? super K>> NftSet<K, Nothing> set(String name, Type<K> key) {
    return new NftSet<>(name, key, Type.NOTHING, List.of(), false, false);
  }

  /// The same with further lines of its declaration, such as `flags interval`: as nft prints them,
  /// in its order.
  NftSet<K, V> with(String... lines) {
    return new NftSet<>(name, key, value, List.of(lines), dynamic, late);
  }

  /// The same, filled by packets: its elements are neither compared nor touched.
  NftSet<K, V> filledByPackets() {
    return new NftSet<>(name, key, value, properties, true, late);
  }

  /// The same, of which elements are removed after all else: a packet that has just been told by
  /// another set to look here still finds them.
  NftSet<K, V> removedLate() {
    return new NftSet<>(name, key, value, properties, dynamic, true);
  }

  boolean isRemovedLate() {
    return late;
  }

  String name() {
    return name;
  }

  Type<K> key() {
    return key;
  }

  Type<V> value() {
    return value;
  }

  boolean isFilledByPackets() {
    return dynamic;
  }

  /// Whether its keys are ranges.
  boolean isInterval() {
    return properties.contains("flags interval");
  }

  /// Whether each element has a counter.
  boolean isCounted() {
    return properties.contains("counter");
  }

  /// `map slots`
  String title() {
    return (isMap() ? "map " : "set ") + name;
  }

  boolean isMap() {
    return value != (Type<?>) Type.NOTHING;
  }

  /// The lines of its declaration, its type first.
  List<String> declaration(NftFamily family) {
    var lines = new ArrayList<String>();
    boolean raw = key.name(family).startsWith("@"); // is no type: told by an expression
    var of = raw ? "meta priority" : value.name(family);
    lines.add((raw ? "typeof " : "type ") + key.name(family) + (isMap() ? " : " + of : ""));
    lines.addAll(properties);
    return lines;
  }

  @Override
  public String toString() {
    return name;
  }
}
