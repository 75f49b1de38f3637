// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.announce;

import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/// Ethernet frames that ask for an address and that say where it is. Pure.
final class Frames {
  static final int ARP = 0x0806;
  static final int IPV6 = 0x86dd;

  private static final byte[] EVERYBODY = HexFormat.of().parseHex("ffffffffffff");
  private static final byte[] ALL_NODES_LINK = HexFormat.of().parseHex("333300000001");
  private static final Ip ALL_NODES = Ip.of("ff02::1");
  private static final Ip NOBODY = Ip.of("::");
  private static final int ARP_REQUEST = 1;
  private static final int ARP_REPLY = 2;
  private static final int ICMPV6 = 58;
  private static final int SOLICITATION = 135;
  private static final int ADVERTISEMENT = 136;
  private static final int SOLICITED = 0x40000000;
  private static final int OVERRIDE = 0x20000000;
  private static final int ADVERTISEMENT_LENGTH = 32;

  private Frames() {}

  /// Who asks for which address.
  ///
  /// @param mac of who asks, six bytes
  /// @param ip of who asks; unspecified where it has none yet
  record Question(Ip wanted, byte[] mac, Ip ip) {}

  /// What a frame asks, if it is an ARP request or a neighbour solicitation.
  static Optional<Question> question(byte[] frame, int length) {
    if (length < 42) {
      return Optional.empty();
    }
    var bytes = ByteBuffer.wrap(frame, 0, length);
    return switch (bytes.getShort(12) & 0xffff) {
      case ARP -> arpQuestion(bytes);
      case IPV6 -> solicitation(bytes);
      default -> Optional.empty();
    };
  }

  private static Optional<Question> arpQuestion(ByteBuffer frame) {
    boolean asks =
        frame.getShort(14) == 1
            && frame.getShort(16) == 0x0800
            && frame.getShort(18) == 0x0604
            && frame.getShort(20) == ARP_REQUEST;
    if (!asks) {
      return Optional.empty();
    }
    return Optional.of(new Question(v4(frame, 38), mac(frame, 22), v4(frame, 28)));
  }

  private static Optional<Question> solicitation(ByteBuffer frame) {
    // 255 is what no router lets through: the frame is from this link (RFC 4861, section 7.1.1).
    boolean asks =
        frame.limit() >= 78
            && frame.get(20) == ICMPV6
            && (frame.get(21) & 0xff) == 255
            && (frame.get(54) & 0xff) == SOLICITATION;
    if (!asks) {
      return Optional.empty();
    }
    return Optional.of(new Question(v6(frame, 62), mac(frame, 6), v6(frame, 22)));
  }

  /// Tells who asks that the address is at `mac`.
  static byte[] answer(Question question, byte[] mac) {
    var wanted = question.wanted();
    if (wanted.family() == Family.IPV4) {
      return arp(ARP_REPLY, mac, wanted, question.mac(), question.mac(), question.ip());
    }
    return question.ip().equals(NOBODY)
        ? advertisement(mac, wanted, ALL_NODES_LINK, ALL_NODES, OVERRIDE)
        : advertisement(mac, wanted, question.mac(), question.ip(), SOLICITED | OVERRIDE);
  }

  /// Tells everybody that the address is at `mac`: an ARP announcement (RFC 5227, section 3), or
  /// an unsolicited neighbour advertisement (RFC 4861, section 7.2.6).
  static byte[] announcement(Ip ip, byte[] mac) {
    return ip.family() == Family.IPV4
        ? arp(ARP_REQUEST, mac, ip, EVERYBODY, new byte[6], ip)
        : advertisement(mac, ip, ALL_NODES_LINK, ALL_NODES, OVERRIDE);
  }

  private static byte[] arp(
      int operation, byte[] mac, Ip ip, byte[] to, byte[] targetMac, Ip targetIp) {
    return ByteBuffer.allocate(42)
        .put(to)
        .put(mac)
        .putShort((short) ARP)
        .putShort((short) 1)
        .putShort((short) 0x0800)
        .putShort((short) 0x0604)
        .putShort((short) operation)
        .put(mac)
        .putInt((int) ip.low())
        .put(targetMac)
        .putInt((int) targetIp.low())
        .array();
  }

  private static byte[] advertisement(byte[] mac, Ip ip, byte[] toMac, Ip to, int flags) {
    var frame =
        ByteBuffer.allocate(14 + 40 + ADVERTISEMENT_LENGTH)
            .put(toMac)
            .put(mac)
            .putShort((short) IPV6)
            .putInt(0x60000000)
            .putShort((short) ADVERTISEMENT_LENGTH)
            .put((byte) ICMPV6)
            .put((byte) 255);
    address(frame, ip);
    address(frame, to);
    frame.put((byte) ADVERTISEMENT).put((byte) 0).putShort((short) 0).putInt(flags);
    address(frame, ip);
    frame.put((byte) 2).put((byte) 1).put(mac); // option: target link-layer address
    frame.putShort(56, checksum(frame));
    return frame.array();
  }

  /// Over the pseudo header (addresses, length, protocol) and the message (RFC 4443, section 2.3).
  private static short checksum(ByteBuffer frame) {
    int sum = ADVERTISEMENT_LENGTH + ICMPV6;
    for (int at = 22; at < frame.capacity(); at += 2) {
      sum += frame.getShort(at) & 0xffff;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }

  private static void address(ByteBuffer frame, Ip ip) {
    frame.putLong(ip.high()).putLong(ip.low());
  }

  private static byte[] mac(ByteBuffer frame, int at) {
    var mac = new byte[6];
    frame.get(at, mac);
    return mac;
  }

  private static Ip v4(ByteBuffer frame, int at) {
    return Ip.v4(frame.getInt(at));
  }

  private static Ip v6(ByteBuffer frame, int at) {
    return new Ip(Family.IPV6, frame.getLong(at), frame.getLong(at + 8));
  }
}
