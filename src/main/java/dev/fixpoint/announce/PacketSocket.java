// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.announce;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.fixpoint.sockets.RawSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Frames of one EtherType on one interface (packet(7)). Belongs to the network namespace of the
/// thread that opens it.
final class PacketSocket implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_ADD_MEMBERSHIP = 1;
  private static final int PACKET_MR_ALLMULTI = 2;
  private static final int FRAME = 2048;

  /// Classic BPF: an IPv6 packet's next header is ICMPv6 and its type is a neighbour
  /// solicitation; all other IPv6 traffic stays in the kernel. Code, jump if true, jump if false,
  /// operand.
  private static final int[][] SOLICITATIONS = {
    {0x30, 0, 0, 20},
    {0x15, 0, 3, 58},
    {0x30, 0, 0, 54},
    {0x15, 0, 1, 135},
    {6, 0, 0, 65535},
    {6, 0, 0, 0}
  };

  private final RawSocket socket;

  private PacketSocket(RawSocket socket) {
    this.socket = socket;
  }

  /// @param type [Frames#ARP] or [Frames#IPV6]; of the latter only neighbour solicitations come
  /// @param timeoutSeconds after which [#receive] returns without a frame
  /// @throws IOException in words for people; without NET_RAW it says so
  static PacketSocket open(int type, int interfaceIndex, int timeoutSeconds) throws IOException {
    // Protocol 0 receives nothing yet: the filter comes first.
    RawSocket socket;
    try {
      socket = new RawSocket(AF_PACKET, 0, FRAME);
    } catch (IOException e) {
      throw new IOException("packet(7) needs NET_RAW: " + e.getMessage(), e);
    }
    try {
      if (type == Frames.IPV6) {
        socket.set(RawSocket.SOL_SOCKET, SO_ATTACH_FILTER, PacketSocket::filter);
      }
      socket.timeout(timeoutSeconds * 1000);
      socket.bind(address(type, interfaceIndex));
      // Questions for an IPv6 address go to a multicast group that nobody here is in.
      var membership =
          RawSocket.bytes(16).putInt(0, interfaceIndex).putShort(4, (short) PACKET_MR_ALLMULTI);
      socket.set(SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership);
      return new PacketSocket(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// @return a `sockaddr_ll`
  private static ByteBuffer address(int type, int interfaceIndex) {
    return RawSocket.bytes(20)
        .putShort(0, (short) AF_PACKET)
        .order(ByteOrder.BIG_ENDIAN)
        .putShort(2, (short) type)
        .order(ByteOrder.nativeOrder())
        .putInt(4, interfaceIndex);
  }

  /// @return a `sock_fprog`
  private static MemorySegment filter(Arena memory) {
    var program = RawSocket.bytes(8 * SOLICITATIONS.length);
    for (var step : SOLICITATIONS) {
      program.putShort((short) step[0]).put((byte) step[1]).put((byte) step[2]).putInt(step[3]);
    }
    var header = memory.allocate(16, 8);
    header.set(JAVA_SHORT, 0, (short) SOLICITATIONS.length);
    header.set(ADDRESS, 8, memory.allocateFrom(JAVA_BYTE, program.array()));
    return header;
  }

  void send(byte[] frame) throws IOException {
    socket.send(frame);
  }

  /// @return the next frame; empty where none came in time
  byte[] receive() throws IOException {
    return socket.receive().orElse(new byte[0]);
  }

  @Override
  public void close() {
    socket.close();
  }
}
