// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import dev.fixpoint.tracer.Verdict.Answer;

/// A part of a rule. They follow one another as long as they hold.
sealed interface Statement {

  /// Holds where a set has the key; with `negated`, where it has not.
  record Member(Expression key, boolean negated, String set) implements Statement {}

  /// Holds where the values are equal; of a status, where it has the bit.
  record Equal(Expression left, Value right) implements Statement {}

  record SetPriority(Expression value) implements Statement {}

  /// Goes where a map says; holds where it says nothing.
  record VerdictMap(Expression key, String map) implements Statement {}

  /// @param target an address and a port
  record Translate(Expression target) implements Statement {}

  record Masquerade() implements Statement {}

  /// Adds an element, or takes one out: what a packet leaves behind for later ones.
  record Write(String set) implements Statement {}

  record Reject(Answer answer) implements Statement {}

  record Drop() implements Statement {}

  /// @param returns whether the next rule follows where the chain ends: `jump`, not `goto`
  record Go(String chain, boolean returns) implements Statement {}
}
