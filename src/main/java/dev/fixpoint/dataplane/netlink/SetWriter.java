// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.netlink;

import dev.fixpoint.dataplane.DataplaneException;
import java.util.List;

/// Changes elements of sets of nftables, straight in the kernel. libnftables 1.0.6 takes three
/// times as long for many, and for each change reads the chains of all tables there are.
public final class SetWriter implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;

  /// The elements in the kernel are not those that the change took for granted. Nothing has
  /// changed.
  public static final class Mismatch extends DataplaneException {
    private static final long serialVersionUID = 1;

    public Mismatch(String message) {
      super(message);
    }
  }

  private final NetlinkSocket socket;

  /// In the network namespace of this thread.
  public SetWriter() throws DataplaneException {
    socket = new NetlinkSocket(TIMEOUT_MILLIS);
  }

  /// Makes all of it, or nothing. After a failure this is not to be used again.
  ///
  /// @throws DataplaneException with the set and the kernel's reason; or if it does not answer:
  ///     what holds then is unknown
  public void commit(SetBatch batch) throws DataplaneException {
    if (batch.isEmpty()) {
      return;
    }
    socket.send(batch.bytes());
    Message failure = null;
    while (true) {
      for (var message : receive()) {
        if (message.type() != Message.ERROR) {
          continue;
        }
        failure = failure == null && message.error() != 0 ? message : failure;
        if (message.answered() == batch.last()) {
          check(failure, batch);
          return;
        }
      }
    }
  }

  private static void check(Message failure, SetBatch batch) throws DataplaneException {
    if (failure == null) {
      return;
    }
    int number = -failure.error();
    var message =
        "nftables: could not change %s: %s"
            .formatted(batch.about(failure.answered()), Errno.text(number));
    throw number == Errno.ENOENT || number == Errno.EEXIST
        ? new Mismatch(message)
        : new DataplaneException(message);
  }

  private List<Message> receive() throws DataplaneException {
    return socket.answer(
        "nftables: no answer to a change of elements",
        "nftables: the answers to a change overran the socket");
  }

  @Override
  public void close() {
    socket.close();
  }
}
