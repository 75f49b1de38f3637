// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One netlink message: `struct nlmsghdr`, and behind it, for netfilter's own, `struct nfgenmsg`
/// and attributes. Numbers of the headers are in the machine's order. Pure.
///
/// @param type the subsystem in the upper byte, of netfilter's messages
/// @param port of the socket that caused it; 0 for the kernel
/// @param body what follows the netlink header
record Message(int type, int flags, int port, ByteBuffer body) {

  /// The types below this are netlink's own.
  private static final int FIRST_OF_SUBSYSTEMS = 16;

  static final int ERROR = 2;
  static final int DONE = 3;

  private static final int HEADER = 16;
  private static final int FAMILY_HEADER = 4;
  static final int NESTED = 0x8000;

  /// All messages of a datagram, as far as they are whole.
  static List<Message> all(ByteBuffer datagram) {
    var messages = new ArrayList<Message>();
    while (datagram.remaining() >= HEADER) {
      int start = datagram.position();
      int length = datagram.getInt(start);
      if (length < HEADER || length > datagram.remaining()) {
        break;
      }
      var body = datagram.slice(start + HEADER, length - HEADER).order(datagram.order());
      messages.add(
          new Message(
              Short.toUnsignedInt(datagram.getShort(start + 4)),
              Short.toUnsignedInt(datagram.getShort(start + 6)),
              datagram.getInt(start + 12),
              body));
      datagram.position(start + Math.min(aligned(length), datagram.remaining()));
    }
    return messages;
  }

  int subsystem() {
    return type < FIRST_OF_SUBSYSTEMS ? -1 : type >>> 8;
  }

  /// The address family of a netfilter message; -1 where it has none.
  int family() {
    return body.remaining() < FAMILY_HEADER ? -1 : body.get(0);
  }

  /// 0 for success, or -errno.
  int error() {
    return body.remaining() < 4 ? 0 : body.getInt(0);
  }

  /// The number of the message that an error is about.
  int answered() {
    return body.remaining() < 16 ? -1 : body.getInt(12);
  }

  Map<Integer, ByteBuffer> attributes() {
    return attributes(payload());
  }

  /// Type → value, as far as they are whole.
  static Map<Integer, ByteBuffer> attributes(ByteBuffer bytes) {
    var attributes = new HashMap<Integer, ByteBuffer>();
    for (var each = new Attributes(bytes); each.next(); ) {
      attributes.put(each.type(), each.value());
    }
    return attributes;
  }

  /// The attributes of a netfilter message, one after the other.
  Attributes each() {
    return new Attributes(payload());
  }

  /// What follows the header of the family.
  private ByteBuffer payload() {
    int header = Math.min(FAMILY_HEADER, body.limit());
    return body.slice(header, body.limit() - header).order(body.order());
  }

  /// A request of netfilter.
  static byte[] request(int type, int flags, int sequence, int family, byte[]... attributes) {
    int length = HEADER + FAMILY_HEADER;
    for (var attribute : attributes) {
      length += attribute.length;
    }
    var out = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    out.putInt(length).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
    out.put((byte) family).put((byte) 0).putShort((short) 0);
    for (var attribute : attributes) {
      out.put(attribute);
    }
    return out.array();
  }

  static byte[] attribute(int type, byte[] value) {
    var out = ByteBuffer.allocate(aligned(4 + value.length)).order(ByteOrder.nativeOrder());
    out.putShort((short) (4 + value.length)).putShort((short) type).put(value);
    return out.array();
  }

  static byte[] nested(int type, byte[]... attributes) {
    int length = 0;
    for (var attribute : attributes) {
      length += attribute.length;
    }
    var value = ByteBuffer.allocate(length);
    for (var attribute : attributes) {
      value.put(attribute);
    }
    return attribute(type | NESTED, value.array());
  }

  static byte[] bytes(ByteBuffer value) {
    var bytes = new byte[value.limit()];
    value.get(0, bytes);
    return bytes;
  }

  static int aligned(int length) {
    return length + 3 & ~3;
  }
}
