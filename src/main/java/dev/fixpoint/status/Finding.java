// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.status;

import io.fabric8.kubernetes.api.model.Condition;

/// What was found out about one condition of an object. Pure code returns findings; the shell
/// turns them into conditions and events.
///
/// @param type of the condition: `Accepted`, `Allocated`, …
/// @param status `True`, `False` or `Unknown`
/// @param message names the object and the next step
public record Finding(String type, String status, Reason reason, String message) {

  public static Finding yes(String type, Reason reason, String message) {
    return new Finding(type, "True", reason, message);
  }

  public static Finding no(String type, Reason reason, String message) {
    return new Finding(type, "False", reason, message);
  }

  public static Finding unknown(String type, Reason reason, String message) {
    return new Finding(type, "Unknown", reason, message);
  }

  /// What a condition says, as it was found then.
  public static Finding of(Condition condition) {
    return new Finding(
        condition.getType(),
        condition.getStatus(),
        Reason.valueOf(condition.getReason()),
        condition.getMessage());
  }

  public boolean holds() {
    return status.equals("True");
  }
}
