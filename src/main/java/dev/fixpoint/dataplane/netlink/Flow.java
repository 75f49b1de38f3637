// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Protocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/// A UDP flow that connection tracking knows. Pure.
///
/// @param client who sends, as the node saw it
/// @param frontend what the client sends to
/// @param answering who answers: where its packets go
/// @param key the attributes that name it to the kernel
record Flow(Ip client, Frontend frontend, Endpoint answering, byte[][] key) {

  record Endpoint(Ip address, int port) {}

  private static final int SUBSYSTEM = 1; // NFNL_SUBSYS_CTNETLINK
  private static final int GET = SUBSYSTEM << 8 | 1;
  private static final int DELETE = SUBSYSTEM << 8 | 2;
  private static final int REQUEST = 0x1;
  private static final int ACK = 0x4;
  private static final int DUMP = 0x300;

  private static final int TUPLE_ORIGINAL = 1;
  private static final int TUPLE_REPLY = 2;
  private static final int ID = 12;
  private static final int ZONE = 18;
  private static final int FILTER = 25;
  private static final int TUPLE_IP = 1;
  private static final int TUPLE_PROTOCOL = 2;
  private static final int PROTOCOL_NUMBER = 1;
  private static final int SOURCE_PORT = 2;
  private static final int DESTINATION_PORT = 3;

  /// CTA_FILTER_F_CTA_IP_DST and CTA_FILTER_F_CTA_PROTO_NUM.
  private static final int FILTER_ADDRESS = 1 << 1;

  private static final int FILTER_PROTOCOL = 1 << 3;

  /// Whether its packets go elsewhere than the client sends them.
  boolean isTranslated() {
    return !answering.equals(new Endpoint(frontend.address(), frontend.port()));
  }

  /// Of IPv6 a kernel that is asked for one address answers with all others (seen on 6.18).
  static boolean isFilteredByAddress(Family family) {
    return family == Family.IPV4;
  }

  /// Asks for all UDP flows of a family, filtered by the kernel (5.8).
  ///
  /// @param address that they are sent to; empty for any
  static byte[] list(Family family, Optional<Ip> address) {
    var udp =
        Message.nested(
            TUPLE_PROTOCOL,
            Message.attribute(PROTOCOL_NUMBER, new byte[] {(byte) Protocol.UDP.number()}));
    var tuple =
        address
            .map(ip -> Message.nested(TUPLE_IP, Message.attribute(addressType(ip, 1), bytes(ip))))
            .map(ip -> Message.nested(TUPLE_ORIGINAL, ip, udp))
            .orElseGet(() -> Message.nested(TUPLE_ORIGINAL, udp));
    int flags = FILTER_PROTOCOL | (address.isPresent() ? FILTER_ADDRESS : 0);
    var filter =
        Message.nested(
            FILTER, Message.attribute(1, number(flags)), Message.attribute(2, number(0)));
    return Message.request(GET, REQUEST | DUMP, 1, number(family), tuple, filter);
  }

  byte[] delete() {
    return Message.request(DELETE, REQUEST | ACK, 1, number(frontend.address().family()), key);
  }

  /// Empty for what is no UDP flow.
  static Optional<Flow> parse(Message message) {
    if (message.subsystem() != SUBSYSTEM) {
      return Optional.empty();
    }
    var attributes = message.attributes();
    var original = tuple(attributes.get(TUPLE_ORIGINAL));
    var reply = tuple(attributes.get(TUPLE_REPLY));
    if (original.isEmpty() || reply.isEmpty()) {
      return Optional.empty();
    }
    var to = original.get().destination();
    var key =
        java.util.stream.Stream.of(TUPLE_ORIGINAL, ID, ZONE)
            .filter(attributes::containsKey)
            .map(type -> copy(type, attributes.get(type)))
            .toArray(byte[][]::new);
    return Optional.of(
        new Flow(
            original.get().source().address(),
            new Frontend(to.address(), Protocol.UDP, to.port()),
            reply.get().source(),
            key));
  }

  private static byte[] copy(int type, ByteBuffer value) {
    return type == TUPLE_ORIGINAL
        ? Message.nested(type, Message.bytes(value))
        : Message.attribute(type, Message.bytes(value));
  }

  private record Tuple(Endpoint source, Endpoint destination) {}

  private static Optional<Tuple> tuple(ByteBuffer bytes) {
    if (bytes == null) {
      return Optional.empty();
    }
    var parts = Message.attributes(bytes);
    if (!parts.containsKey(TUPLE_IP) || !parts.containsKey(TUPLE_PROTOCOL)) {
      return Optional.empty();
    }
    var ips = Message.attributes(parts.get(TUPLE_IP));
    var protocol = Message.attributes(parts.get(TUPLE_PROTOCOL));
    var source = ip(ips, 0);
    var destination = ip(ips, 1);
    var number = protocol.get(PROTOCOL_NUMBER);
    if (source.isEmpty()
        || destination.isEmpty()
        || number == null
        || number.get(0) != Protocol.UDP.number()
        || !protocol.containsKey(SOURCE_PORT)
        || !protocol.containsKey(DESTINATION_PORT)) {
      return Optional.empty();
    }
    return Optional.of(
        new Tuple(
            new Endpoint(source.get(), port(protocol.get(SOURCE_PORT))),
            new Endpoint(destination.get(), port(protocol.get(DESTINATION_PORT)))));
  }

  /// @param which 0 for the source, 1 for the destination
  private static Optional<Ip> ip(Map<Integer, ByteBuffer> attributes, int which) {
    var v4 = attributes.get(1 + which);
    var v6 = attributes.get(3 + which);
    if (v4 != null && v4.limit() == 4) {
      return Optional.of(Ip.v4(Integer.toUnsignedLong(bigEndian(v4).getInt(0))));
    }
    if (v6 != null && v6.limit() == 16) {
      var bytes = bigEndian(v6);
      return Optional.of(new Ip(Family.IPV6, bytes.getLong(0), bytes.getLong(8)));
    }
    return Optional.empty();
  }

  private static int port(ByteBuffer bytes) {
    return Short.toUnsignedInt(bigEndian(bytes).getShort(0));
  }

  private static ByteBuffer bigEndian(ByteBuffer bytes) {
    return bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
  }

  private static int addressType(Ip ip, int which) {
    return (ip.family() == Family.IPV4 ? 1 : 3) + which;
  }

  private static byte[] bytes(Ip ip) {
    return ip.family() == Family.IPV4
        ? ByteBuffer.allocate(4).putInt((int) ip.low()).array()
        : ByteBuffer.allocate(16).putLong(ip.high()).putLong(ip.low()).array();
  }

  private static byte[] number(int number) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(number).array();
  }

  private static int number(Family family) {
    return family == Family.IPV4 ? 2 : 10;
  }
}
