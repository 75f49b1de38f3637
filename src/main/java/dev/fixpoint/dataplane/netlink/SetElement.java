// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// An element of a set of nftables as the kernel tells it. Fields of a concatenation begin at
/// multiples of four bytes, each in the order of its type. Pure.
///
/// @param key of an interval set, where an interval begins or ends
/// @param last where a concatenation is an interval: its last key
/// @param value of a map of values
/// @param chain of a map of verdicts: where it goes to
/// @param end whether it is the end of an interval, which is not in it
/// @param packets that its counter has seen; empty where it has none
/// @param millisLeft until it expires; empty for ever
/// @param more whether it has what none of ours has: a comment, a time-out of its own, an object
public record SetElement(
    ByteBuffer key,
    Optional<ByteBuffer> last,
    Optional<ByteBuffer> value,
    Optional<String> chain,
    boolean end,
    Optional<Long> packets,
    Optional<Long> millisLeft,
    boolean more) {

  private static final int KEY = 1; // NFTA_SET_ELEM_…
  private static final int DATA = 2;
  private static final int FLAGS = 3;
  private static final int MILLIS_LEFT = 5;
  private static final int EXPRESSION = 7;
  private static final int PADDING = 8;
  private static final int LAST = 10;
  private static final int VALUE = 1; // NFTA_DATA_…
  private static final int VERDICT = 2;
  private static final int CODE = 1; // NFTA_VERDICT_…
  private static final int CHAIN = 2;
  private static final int GOTO = -4; // NFT_GOTO

  /// An element of a plain set.
  public SetElement(ByteBuffer key) {
    this(
        key,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /// Reads the attributes NFTA_SET_ELEM_….
  static SetElement parse(Attributes attributes) {
    var read = new Reader();
    while (attributes.next()) {
      read.attribute(attributes);
    }
    return new SetElement(
        read.key,
        Optional.ofNullable(read.last),
        Optional.ofNullable(read.value),
        Optional.ofNullable(read.chain),
        read.end,
        Optional.ofNullable(read.packets),
        Optional.ofNullable(read.millisLeft),
        read.more);
  }

  /// Appends the attributes that [#parse] reads, as far as a change of elements has them.
  ///
  /// @param whole without, the key alone
  void write(SetBatch out, boolean whole) {
    data(out, KEY, key);
    if (end) {
      out.number(FLAGS, 1);
    }
    last.ifPresent(bytes -> data(out, LAST, bytes));
    if (!whole) {
      return;
    }
    value.ifPresent(bytes -> data(out, DATA, bytes));
    chain.ifPresent(
        name -> {
          int data = out.nested(DATA);
          int verdict = out.nested(VERDICT);
          out.number(CODE, GOTO);
          out.text(CHAIN, name);
          out.endAttribute(verdict);
          out.endAttribute(data);
        });
  }

  private static void data(SetBatch out, int type, ByteBuffer bytes) {
    int data = out.nested(type);
    out.attribute(VALUE, bytes);
    out.endAttribute(data);
  }

  private static final class Reader {
    ByteBuffer key = ByteBuffer.allocate(0);
    ByteBuffer last;
    ByteBuffer value;
    String chain;
    boolean end;
    Long packets;
    Long millisLeft;
    boolean more;

    void attribute(Attributes attribute) {
      switch (attribute.type()) {
        case KEY -> key = data(attribute);
        case DATA -> {
          value = data(attribute);
          chain = value == null ? chain(attribute) : null;
        }
        case FLAGS -> flags(number(attribute.value(), Integer.BYTES));
        case MILLIS_LEFT -> millisLeft = number(attribute.value(), Long.BYTES);
        case EXPRESSION -> packets = packets(attribute.nested());
        case PADDING -> {}
        case LAST -> last = data(attribute);
        default -> more = true;
      }
    }

    private void flags(long flags) {
      end = (flags & 1) != 0;
      more |= (flags & ~1) != 0;
    }
  }

  private static ByteBuffer data(Attributes attribute) {
    for (var data = attribute.nested(); data.next(); ) {
      if (data.type() == VALUE) {
        return data.value().order(ByteOrder.BIG_ENDIAN);
      }
    }
    return null;
  }

  /// Of NFTA_DATA_VERDICT, as far as it is a goto.
  private static String chain(Attributes attribute) {
    boolean goes = false;
    String name = null;
    for (var data = attribute.nested(); data.next(); ) {
      for (var verdict = data.nested(); verdict.next(); ) {
        switch (verdict.type()) {
          case CODE -> goes = (int) number(verdict.value(), Integer.BYTES) == GOTO;
          case CHAIN -> name = text(verdict.value());
          default -> {}
        }
      }
    }
    return goes ? name : null;
  }

  /// Of NFTA_EXPR_…; null where it is no counter.
  private static Long packets(Attributes expression) {
    Long packets = null;
    while (expression.next()) {
      if (expression.type() == 1 && !text(expression.value()).equals("counter")) {
        return null;
      }
      if (expression.type() == 2) {
        for (var counter = expression.nested(); counter.next(); ) {
          if (counter.type() == 2) {
            packets = number(counter.value(), Long.BYTES);
          }
        }
      }
    }
    return packets;
  }

  /// In network order, of as many bytes; 0 where there are others.
  private static long number(ByteBuffer value, int bytes) {
    if (value.limit() != bytes) {
      return 0;
    }
    value.order(ByteOrder.BIG_ENDIAN);
    return bytes == Long.BYTES ? value.getLong(0) : value.getInt(0);
  }

  private static String text(ByteBuffer value) {
    return StandardCharsets.UTF_8.decode(value).toString().replace("\0", "");
  }
}
