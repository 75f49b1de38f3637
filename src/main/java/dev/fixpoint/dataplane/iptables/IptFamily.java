// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import dev.fixpoint.dataplane.ipset.Records;
import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What differs between the two families.
enum IptFamily {
  IPV4(Family.IPV4, "iptables", "icmp-port-unreachable", "255.255.255.255"),
  IPV6(
      Family.IPV6,
      "ip6tables",
      "icmp6-port-unreachable",
      "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");

  private static final int BUCKET_BITS = 8;

  private final Family family;
  private final String tool;
  private final String refusal;
  private final String mask;

  IptFamily(Family family, String tool, String refusal, String mask) {
    this.family = family;
    this.tool = tool;
    this.refusal = refusal;
    this.mask = mask;
  }

  static IptFamily of(Ip ip) {
    return ip.family() == Family.IPV4 ? IPV4 : IPV6;
  }

  Capability capability() {
    return this == IPV4 ? Capability.IPv4 : Capability.IPv6;
  }

  Family family() {
    return family;
  }

  /// `iptables` or `ip6tables`.
  String tool() {
    return tool;
  }

  /// As ipset names it.
  String setFamily() {
    return Records.family(family);
  }

  /// The answer to what is no TCP.
  String refusal() {
    return refusal;
  }

  /// Those of this family.
  Map<Frontend, Forward> in(Map<Frontend, Forward> table) {
    var some = new HashMap<Frontend, Forward>();
    table.forEach(
        (frontend, forward) -> {
          if (has(frontend.address())) {
            some.put(frontend, forward);
          }
        });
    return some;
  }

  boolean has(Ip ip) {
    return ip.family() == family;
  }

  /// An address as `-s` and `-d` print it.
  String host(Ip ip) {
    return ip + "/" + family.bits();
  }

  /// The block of 256 addresses around one.
  String bucket(Ip ip) {
    var first = new Ip(family, ip.high(), ip.low() & (-1L << BUCKET_BITS));
    return first + "/" + (family.bits() - BUCKET_BITS);
  }

  /// The match `recent` on the source.
  String recent(String what, String list) {
    return "-m recent %s --name %s --mask %s --rsource".formatted(what, list, mask);
  }

  /// The list of sources that have lately come by an uplink. Of each family its own: the kernel
  /// keeps one mask for a list.
  String uplinkList() {
    return Names.PREFIX + "UPLINK-" + digit();
  }

  /// Where clients are remembered, by whether they were admitted.
  Records records(boolean admitted) {
    var name = Names.PREFIX + (admitted ? "ADMITTED-" : "DENIED-") + digit();
    return new Records(family, admitted, name, name + "-N");
  }

  List<Records> records() {
    return List.of(records(true), records(false));
  }

  private int digit() {
    return this == IPV4 ? 4 : 6;
  }
}
