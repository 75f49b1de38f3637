// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConditionsTest {
  private static final String EARLIER = "2026-01-01T00:00:00Z";
  private static final String NOW = "2026-01-02T03:04:05Z";
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.678Z"));
  private static final Finding READY = Finding.yes("Ready", Reason.Ready, "it answers");

  /// @param previous conditions of the type Ready
  record Row(String name, Finding finding, String since, Condition... previous) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("the first time, to the second", READY, NOW),
        new Row("the same again", READY, EARLIER, ready("True", "Ready", "it answers")),
        new Row("another message", READY, EARLIER, ready("True", "Ready", "it answered")),
        new Row("another reason", READY, EARLIER, ready("True", "Pending", "it answers")),
        new Row("another status", READY, NOW, ready("False", "Pending", "waits")),
        new Row(
            "from unknown to false",
            Finding.no("Ready", Reason.Pending, "waits"),
            NOW,
            ready("Unknown", "NotCalculated", "")),
        new Row("only that of another type", READY, NOW, condition("Programmed", "True", EARLIER)),
        new Row("a condition without a time", READY, NOW, condition("Ready", "True", null)),
        new Row("a condition without a type", READY, NOW, condition(null, "True", EARLIER)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void timeMovesOnlyWithTheStatus(Row row) {
    var folded = Conditions.fold(List.of(row.previous()), List.of(row.finding()), 7, CLOCK);

    assertThat(folded).extracting(Condition::getLastTransitionTime).containsExactly(row.since());
    assertThat(folded.getFirst())
        .isEqualTo(
            new ConditionBuilder()
                .withType("Ready")
                .withStatus(row.finding().status())
                .withReason(row.finding().reason().name())
                .withMessage(row.finding().message())
                .withObservedGeneration(7L)
                .withLastTransitionTime(row.since())
                .build());
  }

  @Test
  void oneForEachFindingInTheirOrder() {
    var findings =
        List.of(
            Finding.yes("Accepted", Reason.Accepted, ""),
            Finding.no("Allocated", Reason.NoPool, ""),
            Finding.unknown("Ready", Reason.NotCalculated, ""));

    assertThat(Conditions.fold(List.of(), findings, 1, CLOCK))
        .extracting(Condition::getType)
        .containsExactly("Accepted", "Allocated", "Ready");
    assertThat(findings).extracting(Finding::holds).containsExactly(true, false, false);
  }

  @Test
  void foldingTwiceIsFoldingOnce() {
    var findings = List.of(READY, Finding.no("Allocated", Reason.NoPool, "none"));
    var once = Conditions.fold(List.of(), findings, 1, CLOCK);
    var later = InstantSource.fixed(Instant.parse("2027-01-01T00:00:00Z"));

    assertThat(Conditions.fold(once, findings, 1, later)).isEqualTo(once);
  }

  @Test
  void aMessageEndsWhereNobodyReadsOn() {
    assertThat(message("x".repeat(1024))).hasSize(1024);
    assertThat(message("x".repeat(5000))).isEqualTo("x".repeat(1024));
  }

  @Test
  void aMessageIsNeverCutThroughACharacter() {
    assertThat(message("x".repeat(1023) + "😀")).isEqualTo("x".repeat(1023));
  }

  private static String message(String text) {
    var finding = Finding.no("Ready", Reason.Pending, text);
    return Conditions.fold(List.of(), List.of(finding), 1, CLOCK).getFirst().getMessage();
  }

  private static Condition ready(String status, String reason, String message) {
    return new ConditionBuilder()
        .withType("Ready")
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withObservedGeneration(6L)
        .withLastTransitionTime(EARLIER)
        .build();
  }

  private static Condition condition(String type, String status, String since) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withLastTransitionTime(since)
        .build();
  }
}
