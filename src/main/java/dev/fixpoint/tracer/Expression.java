// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.tracer;

import java.util.List;

/// What a rule computes from a packet: one value, or several in a concatenation.
sealed interface Expression {

  record Of(Field field) implements Expression {}

  record Literal(Value value) implements Expression {}

  record Concatenation(List<Expression> parts) implements Expression {}

  /// What a map holds under a key; where it holds nothing the rule ends.
  record Lookup(Expression key, String map) implements Expression {}

  /// A number below `modulus`, at random or in turn: in the long run each as often as the others.
  record Draw(int modulus) implements Expression {}

  /// A number below `modulus` that depends on `key` alone.
  record Hash(Expression key, int modulus, int seed) implements Expression {}

  record Or(Expression left, Value right) implements Expression {}
}
