// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import dev.fixpoint.dataplane.DataplaneException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/// Reads the elements of sets of nftables straight from the kernel. A listing by nft 1.0.6 takes
/// some twenty times as long, and reads all tables for each.
public final class SetDump implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int GET_ELEMENTS = 10 << 8 | 13; // NFNL_SUBSYS_NFTABLES, NFT_MSG_GETSETELEM
  private static final int REQUEST = 1;
  private static final int DUMP = 0x300;
  private static final int INTERRUPTED = 0x10; // NLM_F_DUMP_INTR
  private static final int TABLE = 1;
  private static final int SET = 2;
  private static final int ELEMENTS = 3;

  private final NetlinkSocket socket;

  /// In the network namespace of this thread.
  public SetDump() throws DataplaneException {
    socket = new NetlinkSocket(TIMEOUT_MILLIS);
  }

  /// Hands over all elements of a set.
  ///
  /// @param family `AF_INET` or `AF_INET6`
  /// @return false where some transaction of anybody came in between, so that some may be missing
  ///     or come twice
  /// @throws DataplaneException if the kernel does not answer, or has no such set
  public boolean each(int family, String table, String set, Consumer<SetElement> to)
      throws DataplaneException {
    socket.send(
        Message.request(
            GET_ELEMENTS,
            REQUEST | DUMP,
            0,
            family,
            Message.attribute(TABLE, name(table)),
            Message.attribute(SET, name(set))));
    boolean whole = true;
    while (true) {
      for (var message : receive(set)) {
        whole &= (message.flags() & INTERRUPTED) == 0;
        if (message.type() == Message.DONE) {
          return whole;
        }
        if (message.type() == Message.ERROR) {
          throw new DataplaneException(
              "nftables: cannot read set %s: errno %d".formatted(set, -message.error()));
        }
        elements(message, to);
      }
    }
  }

  private static void elements(Message message, Consumer<SetElement> to) {
    for (var attribute = message.each(); attribute.next(); ) {
      if (attribute.type() == ELEMENTS) {
        for (var element = attribute.nested(); element.next(); ) {
          to.accept(SetElement.parse(element.nested()));
        }
      }
    }
  }

  private List<Message> receive(String set) throws DataplaneException {
    return socket.answer(
        "nftables: no answer about set " + set,
        "nftables: set %s overran its socket".formatted(set));
  }

  private static byte[] name(String name) {
    return (name + "\0").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    socket.close();
  }
}
