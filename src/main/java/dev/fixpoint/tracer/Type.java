// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Protocol;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The types of nft that our sets and maps are made of, as `nft -n` writes their values.
enum Type {
  IPV4_ADDR,
  IPV6_ADDR,
  INET_PROTO,
  INET_SERVICE,
  CLASSID,
  IFNAME,
  /// Some bits of a header.
  BITS;

  private static final int HEX = 16;
  private static final long ROOT = 0xffff_ffffL;

  /// @param name as in a declaration: of a type, or after `typeof` of an expression
  static Type named(String name) {
    return switch (name) {
      case "meta l4proto" -> INET_PROTO;
      case "th dport" -> INET_SERVICE;
      case "meta priority" -> CLASSID;
      case "@nh,160,32", "@nh,288,32" -> BITS;
      default ->
          Stream.of(values())
              .filter(type -> type != BITS && type.name().toLowerCase(Locale.ROOT).equals(name))
              .findFirst()
              .orElseThrow(() -> new UnknownRule("unknown type: " + name));
    };
  }

  Value parse(String text) {
    try {
      return switch (this) {
        case IPV4_ADDR -> address(text, Family.IPV4);
        case IPV6_ADDR -> address(text, Family.IPV6);
        case INET_PROTO -> new Value.Number(protocol(text));
        case INET_SERVICE -> new Value.Number(Integer.parseInt(text));
        case CLASSID -> new Value.Number(classid(text));
        case IFNAME -> name(text);
        case BITS -> new Value.Number(Long.decode(text));
      };
    } catch (NumberFormatException e) {
      throw unknown(text);
    }
  }

  private UnknownRule unknown(String text) {
    return new UnknownRule("no %s: %s".formatted(name().toLowerCase(Locale.ROOT), text));
  }

  private Value address(String text, Family family) {
    Optional<Value> single = Ip.parse(text).map(Value.Address::new);
    return single
        .or(() -> IpRange.parse(text).map(Value.Range::new))
        .filter(value -> familyOf(value) == family)
        .orElseThrow(() -> unknown(text));
  }

  private static Family familyOf(Value value) {
    return value instanceof Value.Range(var range)
        ? range.family()
        : ((Value.Address) value).ip().family();
  }

  private static int protocol(String text) {
    return Stream.of(Protocol.values())
        .filter(protocol -> protocol.name().equalsIgnoreCase(text))
        .findFirst()
        .map(Protocol::number)
        .orElseGet(() -> Integer.parseInt(text));
  }

  /// `none` → 0, `1:a` → 65546
  private static long classid(String text) {
    if (text.equals("none")) {
      return 0;
    }
    if (text.equals("root")) {
      return ROOT;
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new NumberFormatException(text);
    }
    return Long.parseLong(text.substring(0, colon), HEX) << 16
        | Long.parseLong(text.substring(colon + 1), HEX);
  }

  private Value name(String text) {
    if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
      throw unknown(text);
    }
    return new Value.Name(text.substring(1, text.length() - 1));
  }
}
