// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorViewTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");

  record Row(String name, Optional<Lease> lease, String leader, String trouble) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var nobody = "no operator leads: see whether its pods run, and what they log";
    return Stream.of(
        new Row("renewed lately", lease("a", "2026-01-01T00:00:50Z"), "a", ""),
        new Row(
            "renewed before the clock's rounding", lease("a", "2026-01-01T00:01:00.9Z"), "a", ""),
        new Row("within rounding of its end", lease("a", "2026-01-01T00:00:44.5Z"), "a", ""),
        new Row("run out", lease("a", "2026-01-01T00:00:30Z"), "a", "has been silent for 30s"),
        new Row("given back", lease("", "2026-01-01T00:00:50Z"), "-", nobody),
        new Row("never held", lease(null, null), "-", nobody),
        new Row("no Lease", Optional.empty(), "-", nobody));
  }

  private static Optional<Lease> lease(String holder, String renewed) {
    return Optional.of(
        new LeaseBuilder()
            .withNewSpec()
            .withHolderIdentity(holder)
            .withLeaseDurationSeconds(15)
            .withRenewTime(renewed == null ? null : Instant.parse(renewed).atZone(ZoneOffset.UTC))
            .endSpec()
            .build());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void tellsWhoLeads(Row row) {
    assertThat(OperatorView.of(row.lease(), NOW))
        .isEqualTo(new OperatorView(row.leader(), "-", row.trouble()));
  }

  @Test
  void knowsTheVersionOfWhoLeads() {
    assertThat(OperatorView.of(lease("host-1_0a1b_1.2-SNAPSHOT", "2026-01-01T00:00:50Z"), NOW))
        .isEqualTo(new OperatorView("host-1_0a1b_1.2-SNAPSHOT", "1.2-SNAPSHOT", ""));
  }
}
