// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/// Conditions from findings and from the conditions before them.
public final class Conditions {
  private static final int MAX_MESSAGE = 1024; // the API convention allows 32768; people don't

  private Conditions() {}

  /// One condition for each finding, in their order. `lastTransitionTime` moves only where the
  /// status does, as the API conventions ask.
  public static List<Condition> fold(
      List<Condition> previous, List<Finding> findings, long generation, InstantSource clock) {
    return findings.stream().map(f -> condition(previous, f, generation, clock)).toList();
  }

  private static Condition condition(
      List<Condition> previous, Finding finding, long generation, InstantSource clock) {
    var since =
        previous.stream()
            .filter(c -> finding.type().equals(c.getType()))
            .filter(c -> finding.status().equals(c.getStatus()))
            .map(Condition::getLastTransitionTime)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    return new ConditionBuilder()
        .withType(finding.type())
        .withStatus(finding.status())
        .withReason(finding.reason().name())
        .withMessage(shortened(finding.message()))
        .withObservedGeneration(generation)
        .withLastTransitionTime(since)
        .build();
  }

  /// Never cut through a character: half of one can't be written as JSON.
  private static String shortened(String message) {
    if (message.length() <= MAX_MESSAGE) {
      return message;
    }
    boolean splits = Character.isHighSurrogate(message.charAt(MAX_MESSAGE - 1));
    return message.substring(0, splits ? MAX_MESSAGE - 1 : MAX_MESSAGE);
  }
}
