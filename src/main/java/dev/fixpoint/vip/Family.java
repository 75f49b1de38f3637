// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.vip;

import java.util.Optional;

/// An address family, with the name that Kubernetes gives it in `ipFamilies` and `addressType`.
public enum Family {
  IPV4("IPv4", 32),
  IPV6("IPv6", 128);

  private final String text;
  private final int bits;

  Family(String text, int bits) {
    this.text = text;
    this.bits = bits;
  }

  /// The width of an address in bits: 32 or 128.
  public int bits() {
    return bits;
  }

  public Family other() {
    return this == IPV4 ? IPV6 : IPV4;
  }

  public static Optional<Family> parse(String text) {
    for (var family : values()) {
      if (family.text.equals(text)) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  /// `IPv4` or `IPv6`, as in the Kubernetes API.
  @Override
  public String toString() {
    return text;
  }
}
