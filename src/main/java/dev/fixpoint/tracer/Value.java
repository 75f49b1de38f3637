// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;

/// A part of a key or a value.
sealed interface Value {

  record Address(Ip ip) implements Value {}

  /// Of an interval set.
  record Range(IpRange range) implements Value {}

  /// A protocol, a port, a priority, some bits.
  record Number(long number) implements Value {}

  record Name(String name) implements Value {}

  /// Whether this part of an element holds for a packet's.
  default boolean holdsFor(Value packet) {
    return this instanceof Range(var range) && packet instanceof Address(var ip)
        ? range.contains(ip)
        : equals(packet);
  }
}
