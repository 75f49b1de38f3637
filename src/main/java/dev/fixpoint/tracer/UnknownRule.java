// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

/// Something in a rule set that this package does not know: its message names it.
public final class UnknownRule extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownRule(String message) {
    super(message);
  }
}
