// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.sockets.RawSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/// A socket of NETLINK_NETFILTER, in the network namespace of the thread that opens it. Used by
/// one thread at a time; membership may be changed by another.
final class NetlinkSocket implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int NETLINK_NETFILTER = 12;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_NETLINK = 270;
  private static final int ADD_MEMBERSHIP = 1;
  private static final int DROP_MEMBERSHIP = 2;
  private static final int BUFFER_BYTES = 8 << 20;
  private static final int LARGEST_MESSAGE = 1 << 18;

  private final RawSocket socket;
  private final int timeoutMillis;
  private int sendBytes = 1 << 16; // less than any default

  /// @param timeoutMillis how long [#receive] waits
  NetlinkSocket(int timeoutMillis) throws DataplaneException {
    this.timeoutMillis = timeoutMillis;
    try {
      socket = new RawSocket(AF_NETLINK, NETLINK_NETFILTER, LARGEST_MESSAGE);
    } catch (IOException e) {
      throw failed(e);
    }
    try {
      socket.timeout(timeoutMillis);
      socket.set(RawSocket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES);
      // sockaddr_nl: any port, no groups
      socket.bind(RawSocket.bytes(12).putShort(0, (short) AF_NETLINK));
    } catch (IOException e) {
      socket.close();
      throw failed(e);
    }
  }

  void join(int group) throws DataplaneException {
    membership(ADD_MEMBERSHIP, group);
  }

  void leave(int group) throws DataplaneException {
    membership(DROP_MEMBERSHIP, group);
  }

  private void membership(int option, int group) throws DataplaneException {
    try {
      socket.set(SOL_NETLINK, option, group);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  void send(byte[] message) throws DataplaneException {
    send(ByteBuffer.wrap(message));
  }

  /// @param messages all of it at once, whatever its size
  void send(ByteBuffer messages) throws DataplaneException {
    try {
      if (messages.remaining() > sendBytes) {
        socket.set(RawSocket.SOL_SOCKET, SO_SNDBUFFORCE, messages.remaining());
        sendBytes = messages.remaining();
      }
      socket.send(messages);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// The next datagram, which holds one or more messages; empty after the time-out.
  ///
  /// @throws RawSocket.Overrun when messages were lost before
  Optional<ByteBuffer> receive() throws DataplaneException, RawSocket.Overrun {
    try {
      return socket
          .receive()
          .map(datagram -> ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder()));
    } catch (RawSocket.Overrun e) {
      throw e;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// The messages of the next datagram.
  ///
  /// @param silence says what is missing where none comes in time
  /// @param overrun says what was lost where too much came
  List<Message> answer(String silence, String overrun) throws DataplaneException {
    try {
      return Message.all(
          receive()
              .orElseThrow(
                  () ->
                      new DataplaneException(
                          "%s in %d seconds".formatted(silence, timeoutMillis / 1000))));
    } catch (RawSocket.Overrun e) {
      throw new DataplaneException(overrun, e);
    }
  }

  private static DataplaneException failed(IOException e) {
    return new DataplaneException("netlink: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    socket.close();
  }
}
