// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// One thing that breaks the way to a VirtualService, or may.
///
/// @param reason one word for scripts: that of the condition that tells of it, where one does
/// @param message names the object, and the next step
record Cause(Effect effect, String reason, String message) {

  /// What becomes of connections, the surest and widest harm first.
  enum Effect {
    /// No client gets an answer.
    NOBODY("is not ready%s"),
    /// The client that was asked about gets none.
    CLIENT("is not reached%s"),
    /// Some node does something else than it should.
    UNREADY("is not ready%s"),
    /// It works, but not with all that was asked for.
    PARTLY("is ready%s, but not in full"),
    /// It works as long as nothing changes.
    LATER("is ready%s, but may not stay so"),
    /// Nothing that can be seen from here is wrong; something that cannot may be.
    MAYBE("is ready%s, with a doubt");

    private final String text;

    Effect(String text) {
      this.text = text;
    }
  }

  /// In the order in which they are told: by harm, then as they were found, in the order of the
  /// flow.
  static List<Cause> ordered(List<Cause> found) {
    return found.stream().sorted(Comparator.comparing(Cause::effect)).toList();
  }

  /// The same, of one port such as `80/TCP`.
  Cause about(String port) {
    return new Cause(effect, reason, "port " + port + ": " + message);
  }

  /// Whether something is certainly wrong.
  boolean isCertain() {
    return effect != Effect.MAYBE;
  }

  /// Whether the condition Ready should be false for it.
  boolean isUnready() {
    return effect == Effect.NOBODY || effect == Effect.UNREADY;
  }

  /// As the first line of an explanation.
  ///
  /// @param service `namespace/name`
  String headline(String service, Optional<Visitor> visitor) {
    var by = effect == Effect.CLIENT ? " by " : " for ";
    var whom = effect == Effect.NOBODY ? "" : visitor.map(v -> by + v.name()).orElse("");
    return "%s %s (%s): %s".formatted(service, effect.text.formatted(whom), reason, message);
  }
}
