// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.vip.Family;
import java.util.Optional;
import java.util.stream.Stream;

/// What our rules ask of a packet.
enum Field {
  SOURCE("ADDR saddr", null),
  DESTINATION("ADDR daddr", null),
  /// The last 32 bits of an IPv6 source.
  SOURCE_END("@nh,160,32", Type.BITS),
  DESTINATION_END("@nh,288,32", Type.BITS),
  PROTOCOL("meta l4proto", Type.INET_PROTO),
  PORT("th dport", Type.INET_SERVICE),
  PRIORITY("meta priority", Type.CLASSID),
  INTERFACE("iifname", Type.IFNAME),
  STATUS("ct status", Type.BITS),
  ORIGINAL_DESTINATION("ct original ADDR daddr", null),
  ORIGINAL_PROTOCOL("ct protocol", Type.INET_PROTO),
  ORIGINAL_PORT("ct original proto-dst", Type.INET_SERVICE);

  /// The most words that name one.
  static final int WORDS = 4;

  private final String text;
  private final Type type;

  /// @param text with `ADDR` for the word of the family
  /// @param type null for an address
  Field(String text, Type type) {
    this.text = text;
    this.type = type;
  }

  static Optional<Field> named(String text, Family family) {
    var word = family == Family.IPV4 ? "ip" : "ip6";
    return Stream.of(values())
        .filter(field -> field.text.replace("ADDR", word).equals(text))
        .filter(field -> family == Family.IPV6 || !field.text.startsWith("@nh"))
        .findFirst();
  }

  Type type(Family family) {
    if (type != null) {
      return type;
    }
    return family == Family.IPV4 ? Type.IPV4_ADDR : Type.IPV6_ADDR;
  }
}
