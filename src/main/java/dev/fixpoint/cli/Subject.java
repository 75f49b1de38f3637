// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.vip.Key;
import java.util.Optional;
import java.util.Set;

/// The VirtualService that a person names: `vsvc/NAME`, `NAME` or `NAMESPACE/NAME`.
///
/// @param namespace empty where the text has none
record Subject(Optional<String> namespace, String name) {
  private static final Set<String> KINDS =
      Set.of(
          "vsvc",
          "virtualservice",
          "virtualservices",
          "virtualservice.fixpoint.dev",
          "virtualservices.fixpoint.dev");

  /// Empty where the text is none of these forms.
  static Optional<Subject> parse(String text) {
    var parts = text.split("/", -1);
    if (parts.length > 2 || parts[parts.length - 1].isEmpty() || parts[0].isEmpty()) {
      return Optional.empty();
    }
    if (parts.length == 1) {
      return Optional.of(new Subject(Optional.empty(), text));
    }
    boolean kind = KINDS.contains(parts[0]);
    return Optional.of(new Subject(kind ? Optional.empty() : Optional.of(parts[0]), parts[1]));
  }

  /// The pod that a person names: `pod/NAME` or `NAMESPACE/NAME`; empty where the text is neither.
  ///
  /// @param namespace of `pod/NAME`
  static Optional<Key> pod(String text, String namespace) {
    var parts = text.split("/", -1);
    boolean named = parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty();
    return named
        ? Optional.of(new Key(parts[0].equals("pod") ? namespace : parts[0], parts[1]))
        : Optional.empty();
  }

  /// @param given by the option
  Key in(Optional<String> given, String current) {
    return new Key(namespace.or(() -> given).orElse(current), name);
  }

  /// Whether text and option name two namespaces.
  boolean contradicts(Optional<String> given) {
    return namespace.isPresent() && given.isPresent() && !namespace.equals(given);
  }
}
