// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import java.net.Inet6Address;
import java.util.Optional;
import java.util.regex.Pattern;

/// An IPv4 or IPv6 address as a number, so that ranges are intervals. Ordered by family, then by
/// value (unsigned). Printed in canonical form (RFC 5952), which is also how Kubernetes names an
/// `IPAddress`.
///
/// @param high the upper 64 bits; 0 for IPv4
/// @param low the lower 64 bits; for IPv4 the address in the lower 32
public record Ip(Family family, long high, long low) implements Comparable<Ip> {

  /// Java takes zeros before the four digits of a group, where Go and the API server do not.
  private static final Pattern GROUPS = Pattern.compile("[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4})+");

  public static Ip v4(long bits) {
    return new Ip(Family.IPV4, 0, bits & 0xffff_ffffL);
  }

  /// The address in `text`, or empty where that is none. Leading zeros, zones, prefixes, short
  /// forms and IPv4-mapped IPv6 addresses are none: each has been read as different addresses by
  /// different programs (CVE-2021-29923 and others).
  public static Optional<Ip> parse(String text) {
    if (text == null || text.length() > 45) {
      return Optional.empty();
    }
    return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
  }

  /// As [#parse], for text that is known to be an address.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Ip of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("not an IP address: " + text));
  }

  private static Optional<Ip> parseV4(String text) {
    long bits = 0;
    int parts = 0;
    int start = 0;
    for (int end = 0; end <= text.length(); end++) {
      if (end == text.length() || text.charAt(end) == '.') {
        int part = octet(text, start, end);
        if (part < 0) {
          return Optional.empty();
        }
        bits = bits << 8 | part;
        parts++;
        start = end + 1;
      }
    }
    return parts == 4 ? Optional.of(v4(bits)) : Optional.empty();
  }

  /// @return -1 where it is none
  private static int octet(String text, int start, int end) {
    int length = end - start;
    boolean leadingZero = length > 1 && text.charAt(start) == '0';
    if (length < 1 || length > 3 || leadingZero) {
      return -1;
    }
    int value = 0;
    for (int i = start; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value > 255 ? -1 : value;
  }

  private static Optional<Ip> parseV6(String text) {
    if (!GROUPS.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      // Of a mapped address this makes an IPv4 one: refused by the type.
      if (Inet6Address.ofLiteral(text) instanceof Inet6Address address) {
        var bytes = java.nio.ByteBuffer.wrap(address.getAddress());
        return Optional.of(new Ip(Family.IPV6, bytes.getLong(), bytes.getLong()));
      }
      return Optional.empty();
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  /// Whether traffic may be sent there on a pod's behalf: not loopback, link-local, multicast,
  /// broadcast, unspecified or IPv4-mapped (CVE-2021-25737).
  public boolean isForwardable() {
    if (family == Family.IPV4) {
      long first = low >>> 24;
      return first != 0 && first != 127 && first < 224 && low >>> 16 != 0xa9feL;
    }
    boolean lowest = high == 0 && low >>> 48 == 0; // ::, ::1, IPv4-mapped and IPv4-compatible
    return !lowest && high >>> 56 != 0xff && high >>> 54 != 0xfe80L >>> 6;
  }

  /// The address `distance` further on; wraps at the end of the family's space.
  public Ip plus(long distance) {
    if (family == Family.IPV4) {
      return v4(low + distance);
    }
    long sum = low + distance;
    boolean carry = Long.compareUnsigned(sum, low) < 0 && distance > 0;
    boolean borrow = Long.compareUnsigned(sum, low) > 0 && distance < 0;
    return new Ip(family, high + (carry ? 1 : 0) - (borrow ? 1 : 0), sum);
  }

  // Each table is looked up by addresses, and what a record has of itself is slow without C2.
  @Override
  public boolean equals(Object other) {
    return other instanceof Ip ip && family == ip.family && high == ip.high && low == ip.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high) * 31 + Long.hashCode(low);
  }

  @Override
  public int compareTo(Ip other) {
    if (family != other.family) {
      return family.compareTo(other.family);
    }
    return high != other.high
        ? Long.compareUnsigned(high, other.high)
        : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    if (family == Family.IPV4) {
      return (low >>> 24) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
    }
    return canonicalV6();
  }

  private String canonicalV6() {
    int start = -1;
    int length = 1; // a run of one zero group is not shortened
    for (int i = 0; i < 8; i++) {
      int run = i;
      while (run < 8 && group(run) == 0) {
        run++;
      }
      if (run - i > length) {
        start = i;
        length = run - i;
      }
    }
    var text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(group(i)));
    }
    return text.toString();
  }

  private int group(int index) {
    long half = index < 4 ? high : low;
    return (int) (half >>> (48 - 16 * (index & 3)) & 0xffff);
  }
}
