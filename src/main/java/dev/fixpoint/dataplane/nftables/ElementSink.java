// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.netlink.SetBatch;
import dev.fixpoint.dataplane.netlink.SetWriter;
import java.util.Optional;

/// Takes changes of the elements of our sets.
interface ElementSink extends AutoCloseable {

  /// All of it or nothing.
  void commit(SetBatch batch) throws DataplaneException;

  @Override
  default void close() {}

  /// The kernel, in the network namespace of the thread that makes the first change: use it from
  /// that thread.
  final class Kernel implements ElementSink {
    private Optional<SetWriter> writer = Optional.empty();

    @Override
    public void commit(SetBatch batch) throws DataplaneException {
      if (writer.isEmpty()) {
        writer = Optional.of(new SetWriter());
      }
      try {
        writer.get().commit(batch);
      } catch (DataplaneException e) {
        close(); // an answer that comes late is not to be taken for that to another change
        throw e;
      }
    }

    @Override
    public void close() {
      writer.ifPresent(SetWriter::close);
      writer = Optional.empty();
    }
  }
}
