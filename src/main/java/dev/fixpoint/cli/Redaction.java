// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// An API object as it may be given away: without the values of environment variables, and without
/// what repeats the object (`managedFields`, kubectl's last-applied annotation). Pure.
final class Redaction {
  static final String REDACTED = "(redacted)";
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private Redaction() {}

  /// Changes and returns it.
  static JsonNode of(JsonNode object) {
    if (object instanceof ObjectNode fields) {
      fields.remove("managedFields");
      fields.remove(LAST_APPLIED);
      for (var variable : fields.path("env")) {
        if (variable.has("value")) {
          ((ObjectNode) variable).put("value", REDACTED);
        }
      }
    }
    object.forEach(Redaction::of);
    return object;
  }
}
