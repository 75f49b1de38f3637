// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import dev.fixpoint.access.Admission;
import dev.fixpoint.api.v1alpha1.VirtualService;
import dev.fixpoint.wire.AccessWire;
import java.util.stream.Collectors;

/// Who may connect to a VirtualService, in one line for people.
final class AccessStory {
  private AccessStory() {}

  static String of(VirtualService service) {
    return AccessWire.parse(service).value().stream()
        .findFirst()
        .orElseThrow()
        .map(
            access ->
                "%s; others are %s%s"
                    .formatted(
                        access.from().stream()
                            .map(Admission::text)
                            .collect(Collectors.joining(", or ")),
                        access.drop() ? "dropped" : "refused",
                        access.audit() ? ", and remembered: fixpoint audit" : ""))
        .orElse("the whole cluster may connect");
  }
}
