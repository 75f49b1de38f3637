// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// One way to make this node's kernel forward. Owns its own table, chains or services and touches
/// nothing else. Called by one thread.
public interface Dataplane extends AutoCloseable {

  /// `nftables`, as in `FIXPOINT_BACKEND`.
  String name();

  /// What it can do on this kernel, as found at its start. It is never asked for anything else.
  /// `Audit` is [#contacts], and `Counters` is [#served].
  Set<Capability> capabilities();

  /// Reads ahead what the next [#replace] will ask of the kernel: at the start, while the table is
  /// on its way, and before an audit.
  ///
  /// @param waiting whether something else is to be done first; asked again and again, by this
  ///     thread
  /// @return whether it came to its end, or is not to be had apart from [#replace]
  /// @throws DataplaneException if it cannot: [#replace] then asks itself
  default boolean prepare(BooleanSupplier waiting) throws DataplaneException {
    return true;
  }

  /// Makes the kernel hold `table` and nothing more, from whatever it holds now: what is right
  /// already stays untouched, so that no packet meets a gap. Used at the start, after a failure,
  /// and to audit.
  ///
  /// @param rules what the node does besides
  /// @return how many elements were found different from the table and mended
  /// @throws DataplaneException if the kernel refused; it then holds what it held before
  int replace(Map<Frontend, Forward> table, NodeRules rules) throws DataplaneException;

  /// Applies a change in one transaction, at a cost that depends on the change alone.
  ///
  /// @param changed what these frontends do from now on
  /// @param removed frontends that are gone; removing an unknown one is fine
  /// @param rules all of them, whether or not they changed
  /// @throws DataplaneException if the kernel refused; it then holds what it held before, and the
  ///     caller goes on with [#replace]
  void update(Map<Frontend, Forward> changed, Set<Frontend> removed, NodeRules rules)
      throws DataplaneException;

  /// Does what can wait until a [#replace] has been told of. What fails is tried again after the
  /// next one.
  default void tidy() {}

  /// The clients that rules with an audit have lately decided about, as many as the kernel
  /// remembers; none where the backend does not audit.
  default List<Contact> contacts() throws DataplaneException {
    return List.of();
  }

  /// The connections that were forwarded since the last call of this method, by where they went; at
  /// the first call none. None where the backend does not count.
  default List<Served> served() throws DataplaneException {
    return List.of();
  }

  /// The commands that print what the kernel holds of this backend, for people and for
  /// `fixpoint trace --live`. They only read; one that has nothing to print may fail.
  default List<List<String>> listings() {
    return List.of();
  }

  /// Calls `then`, in some thread, within a second after somebody else changed what this backend
  /// owns. A backend that cannot know does nothing: then audits alone find it.
  default void onForeignChange(Runnable then) throws DataplaneException {}

  /// Removes every trace of this backend from the kernel.
  void cleanup() throws DataplaneException;

  @Override
  void close();
}
