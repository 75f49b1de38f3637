// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The words of one address family. No nftables type holds both, so each has a table of its own.
enum NftFamily {
  IPV4("ip", "ipv4_addr", 2),
  IPV6("ip6", "ipv6_addr", 10);

  /// The name of our table, in either family.
  static final String NAME = "fixpoint";

  private final String word;
  private final String addressType;
  private final int number;

  NftFamily(String word, String addressType, int number) {
    this.word = word;
    this.addressType = addressType;
    this.number = number;
  }

  /// `AF_INET` or `AF_INET6`.
  int number() {
    return number;
  }

  /// `ip` or `ip6`: names the family, and is the start of a match on an address.
  String word() {
    return word;
  }

  String addressType() {
    return addressType;
  }

  /// `ip fixpoint`, as every command names the table.
  String table() {
    return word + " " + NAME;
  }

  static NftFamily of(Ip address) {
    return address.family() == Family.IPV4 ? IPV4 : IPV6;
  }

  /// The part of a table that is of this family.
  <V> Map<Frontend, V> of(Map<Frontend, V> table) {
    var part = new HashMap<>(table);
    part.keySet().removeIf(frontend -> of(frontend.address()) != this);
    return part;
  }

  Set<Frontend> of(Set<Frontend> frontends) {
    var part = new HashSet<>(frontends);
    part.removeIf(frontend -> of(frontend.address()) != this);
    return part;
  }
}
