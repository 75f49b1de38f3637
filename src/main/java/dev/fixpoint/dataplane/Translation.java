// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Target;
import java.util.Map;
import java.util.Optional;

/// What no backend can do. Pure.
public final class Translation {
  private Translation() {}

  /// @param backend begins the message
  /// @throws DataplaneException if a frontend leads to a target of the other family; it names the
  ///     first
  public static void check(String backend, Map<Frontend, Forward> table) throws DataplaneException {
    var wrong =
        table.entrySet().stream()
            .filter(entry -> ofOtherFamily(entry).isPresent())
            .min(Map.Entry.comparingByKey());
    if (wrong.isPresent()) {
      throw new DataplaneException(
          "%s: cannot translate %s to the other family's %s"
              .formatted(backend, wrong.get().getKey(), ofOtherFamily(wrong.get()).orElseThrow()));
    }
  }

  private static Optional<Target> ofOtherFamily(Map.Entry<Frontend, Forward> entry) {
    var family = entry.getKey().address().family();
    return entry.getValue().targets().stream()
        .filter(target -> target.address().family() != family)
        .findFirst();
  }
}
