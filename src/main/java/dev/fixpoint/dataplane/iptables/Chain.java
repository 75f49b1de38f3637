// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import java.util.Comparator;

record Chain(Table table, String name) implements Comparable<Chain> {

  private static final Comparator<Chain> ORDER =
      Comparator.comparing(Chain::table).thenComparing(Chain::name);

  static Chain nat(String name) {
    return new Chain(Table.NAT, name);
  }

  static Chain filter(String name) {
    return new Chain(Table.FILTER, name);
  }

  @Override
  public int compareTo(Chain other) {
    return ORDER.compare(this, other);
  }
}
