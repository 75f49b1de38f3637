// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import dev.fixpoint.dataplane.Dataplane;
import dev.fixpoint.dataplane.DataplaneException;
import java.util.function.BooleanSupplier;

/// Whether everything is to be compared. To read a large table takes the kernel a second: an audit
/// that can wait does not hold up a change, unless changes come all the time.
final class Audits {

  /// So many are put off in a row.
  static final int MOST_PUT_OFF = 10;

  private boolean due;
  private BooleanSupplier waiting = () -> false;
  private int putOff;

  /// There is a reason to compare.
  void demand() {
    due = true;
    waiting = () -> false;
  }

  /// It is time to compare.
  ///
  /// @param waiting whether something else is to be done first
  void propose(BooleanSupplier waiting) {
    if (!due) {
      demand();
      if (putOff < MOST_PUT_OFF) {
        this.waiting = waiting;
      }
    }
  }

  /// Whether the comparison comes now: the dataplane has then read what it needs for it.
  boolean isNow(Dataplane dataplane) throws DataplaneException {
    if (!due || dataplane.prepare(waiting)) {
      return due;
    }
    due = false;
    putOff++;
    return false;
  }

  /// Everything has been compared.
  void done() {
    due = false;
    putOff = 0;
  }
}
