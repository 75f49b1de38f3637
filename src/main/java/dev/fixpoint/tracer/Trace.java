// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import java.util.List;

/// What becomes of a packet, draw by draw.
///
/// @param outcomes each distinct one, the likely first; their shares add up to 1
public record Trace(List<Outcome> outcomes) {

  /// @param share of new connections like this one
  /// @param way of the first draw that leads there
  public record Outcome(Verdict verdict, Fraction share, List<Step> way) {}

  /// A rule that applied, or the end of it.
  ///
  /// @param rule as it is in the table
  /// @param found the elements that it found, and the number that it drew, in its order
  public record Step(String chain, String rule, List<String> found) {
    @Override
    public String toString() {
      return chain + ": " + rule + (found.isEmpty() ? "" : "  # " + String.join(", ", found));
    }
  }
}
