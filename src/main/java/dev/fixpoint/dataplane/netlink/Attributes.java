// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import java.nio.ByteBuffer;

/// Goes over netlink attributes in place, as far as they are whole: a set has many thousands.
final class Attributes {
  private static final int HEADER = 4;
  private static final int TYPE_MASK = 0x3fff; // without the bits for nesting and byte order

  private final ByteBuffer bytes;
  private int at;
  private int next;

  /// @param bytes from index 0 to the limit; keeps its order
  Attributes(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /// Steps to the next one.
  ///
  /// @return false where there is none
  boolean next() {
    at = next;
    if (bytes.limit() - at < HEADER) {
      return false;
    }
    int length = length();
    next = at + Message.aligned(length);
    return length >= HEADER && at + length <= bytes.limit();
  }

  private int length() {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  int type() {
    return Short.toUnsignedInt(bytes.getShort(at + 2)) & TYPE_MASK;
  }

  ByteBuffer value() {
    return bytes.slice(at + HEADER, length() - HEADER).order(bytes.order());
  }

  /// The attributes within this one.
  Attributes nested() {
    return new Attributes(value());
  }
}
