// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Elements of sets of nftables to delete and to add, as the messages of one transaction. Pure.
public final class SetBatch {

  static final int BEGIN = 0x10; // NFNL_MSG_BATCH_BEGIN
  static final int END = 0x11; // NFNL_MSG_BATCH_END
  private static final int NEW_ELEMENTS = 10 << 8 | 12; // NFT_MSG_NEWSETELEM
  private static final int DELETE_ELEMENTS = 10 << 8 | 14; // NFT_MSG_DELSETELEM

  private static final int REQUEST = 1;
  private static final int ACKNOWLEDGED = 4;
  private static final int CREATE = 0x400;
  private static final int EXCLUSIVE = 0x200;

  private static final int TABLE = 1;
  private static final int SET = 2;
  private static final int ELEMENTS = 3;
  private static final int ELEMENT = 1; // NFTA_LIST_ELEM
  private static final int SUBSYSTEM = 10; // NFNL_SUBSYS_NFTABLES

  /// A list of elements is an attribute, which has at most 64 KiB. Room for one more stays.
  private static final int LARGEST_LIST = 60_000;

  private static final int FIRST_BYTES = 1 << 12;
  private static final int HEADERS = 20;
  private static final int FLAGS_AT = 6;

  private ByteBuffer out = ByteBuffer.allocate(FIRST_BYTES).order(ByteOrder.nativeOrder());
  private final List<String> sets = new ArrayList<>();
  private Subject subject;
  private int message;
  private int list;

  private record Subject(int type, int family, String table, String set) {}

  public SetBatch() {
    endMessage(message(BEGIN, REQUEST, 0));
  }

  /// Appends an element that is not there yet.
  ///
  /// @param family `AF_INET` or `AF_INET6`
  public void add(int family, String table, String set, SetElement element) {
    append(NEW_ELEMENTS, family, table, set, element);
  }

  /// Appends the deletion of an element, of which the key counts.
  ///
  /// @param family `AF_INET` or `AF_INET6`
  public void delete(int family, String table, String set, SetElement element) {
    append(DELETE_ELEMENTS, family, table, set, element);
  }

  private void append(int type, int family, String table, String set, SetElement element) {
    var now = new Subject(type, family, table, set);
    if (!now.equals(subject) || out.position() - list > LARGEST_LIST) {
      end();
      subject = now;
      sets.add(set);
      int flags = type == NEW_ELEMENTS ? CREATE | EXCLUSIVE : 0;
      message = message(type, REQUEST | flags, family);
      text(TABLE, table);
      text(SET, set);
      list = nested(ELEMENTS);
    }
    int one = nested(ELEMENT);
    element.write(this, type == NEW_ELEMENTS);
    endAttribute(one);
  }

  private void end() {
    if (subject != null) {
      endAttribute(list);
      endMessage(message);
      subject = null;
    }
  }

  public boolean isEmpty() {
    return sets.isEmpty();
  }

  /// The messages, with the last one to be acknowledged. Nothing can be appended afterwards.
  ByteBuffer bytes() {
    end();
    if (!sets.isEmpty()) {
      int flags = out.getShort(message + FLAGS_AT) | ACKNOWLEDGED;
      out.putShort(message + FLAGS_AT, (short) flags);
    }
    endMessage(message(END, REQUEST, 0));
    return out.slice(0, out.position());
  }

  /// The number of the message that is acknowledged.
  int last() {
    return sets.size();
  }

  /// What a message is about: `set vips`.
  ///
  /// @param number of one that is none of a set, for the transaction as a whole
  String about(int number) {
    boolean whole = number < 1 || number > sets.size();
    return whole ? "the elements" : "set " + sets.get(number - 1);
  }

  /// The begin and the end of the batch name the subsystem, the others the family.
  private int message(int type, int flags, int family) {
    room(HEADERS);
    int start = out.position();
    boolean ofSet = type >>> 8 == SUBSYSTEM;
    out.putInt(0).putShort((short) type).putShort((short) flags);
    out.putInt(ofSet ? sets.size() : 0).putInt(0);
    out.put((byte) (ofSet ? family : 0)).put((byte) 0);
    out.put((byte) 0).put((byte) (ofSet ? 0 : SUBSYSTEM));
    return start;
  }

  private void endMessage(int start) {
    out.putInt(start, out.position() - start);
  }

  int nested(int type) {
    room(Integer.BYTES);
    int start = out.position();
    out.putShort((short) 0).putShort((short) (type | Message.NESTED));
    return start;
  }

  void endAttribute(int start) {
    out.putShort(start, (short) (out.position() - start));
  }

  void attribute(int type, ByteBuffer value) {
    int length = value.limit();
    room(Integer.BYTES + Message.aligned(length));
    out.putShort((short) (Integer.BYTES + length)).putShort((short) type);
    out.put(out.position(), value, 0, length);
    out.position(out.position() + Message.aligned(length));
  }

  /// In network order.
  void number(int type, int value) {
    attribute(type, ByteBuffer.allocate(Integer.BYTES).putInt(0, value));
  }

  void text(int type, String text) {
    attribute(type, ByteBuffer.wrap((text + "\0").getBytes(StandardCharsets.UTF_8)));
  }

  private void room(int bytes) {
    if (out.remaining() < bytes) {
      int size = Math.max(2 * out.capacity(), out.position() + bytes);
      var more = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
      more.put(out.flip());
      out = more;
    }
  }
}
