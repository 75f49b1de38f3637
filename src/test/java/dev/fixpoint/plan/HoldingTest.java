// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of the address of `shop/web`, which is gone, at 12:00:00.7.
class HoldingTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.7Z");
  private static final Claim CLAIM =
      new Claim(Ip.of("10.0.0.1"), "virtualservices.fixpoint.dev shop/web", "shop", "u1");

  /// @param expected until when it is held, `free`, or empty where nothing is done
  record Row(String name, Claim claim, Pool pool, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("its pool holds: in whole seconds", CLAIM, pool("10m"), "2026-01-01T12:10:00Z"),
        new Row("its pool does not", CLAIM, pool("0s"), "free"),
        new Row("no pool has it any more", CLAIM, pool("10m", "10.0.9.1", false), "free"),
        new Row("its pool is in conflict", CLAIM, pool("10m", "10.0.0.1", true), "free"),
        new Row("held, and not over", CLAIM.held(NOW.plusMillis(1)), pool("10m"), ""),
        new Row("held, and over", CLAIM.held(NOW), pool("10m"), "free"),
        new Row(
            "held, and not over, though its pool holds nothing by now",
            CLAIM.held(NOW.plusMillis(1)),
            pool("0s"),
            ""));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void judges(Row row) {
    var holding = Holding.judge(List.of(row.claim()), List.of(row.pool()), NOW);

    boolean acts = !row.expected().isEmpty();
    boolean frees = row.expected().equals("free");
    assertThat(holding.free()).isEqualTo(frees ? List.of(row.claim()) : List.of());
    assertThat(holding.hold())
        .isEqualTo(acts && !frees ? Map.of(row.claim(), Instant.parse(row.expected())) : Map.of());
  }

  private static Pool pool(String holdFor) {
    return pool(holdFor, "10.0.0.1-10.0.0.9", false);
  }

  private static Pool pool(String holdFor, String ranges, boolean conflict) {
    var duration = Duration.parse("PT" + holdFor);
    return new Pool(
        "p",
        "u",
        Instant.EPOCH,
        new Pool.Rules(0, Pool.Use.ClusterIP, true, Optional.empty(), duration),
        List.of(IpRange.parse(ranges).orElseThrow()),
        List.of(),
        List.of(),
        conflict ? Optional.of("overlaps") : Optional.empty());
  }
}
