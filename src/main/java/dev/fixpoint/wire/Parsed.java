// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.wire;

import java.util.List;
import java.util.Optional;

/// What came of reading an API object: a value, or all that is wrong with it.
///
/// @param problems each names its field; empty where there is a value
public record Parsed<T>(Optional<T> value, List<String> problems) {

  static <T> Parsed<T> ok(T value) {
    return new Parsed<>(Optional.of(value), List.of());
  }

  static <T> Parsed<T> invalid(List<String> problems) {
    return new Parsed<>(Optional.empty(), List.copyOf(problems));
  }
}
