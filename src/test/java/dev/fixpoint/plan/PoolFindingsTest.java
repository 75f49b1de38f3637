// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.ipam.Pool;
import dev.fixpoint.vip.IpRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoolFindingsTest {

  /// @param used how many of the two addresses are held
  record Row(String name, Pool pool, long used, String ready, String conflict) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var none = "False NoConflict: no older pool has any of its addresses";
    return Stream.of(
        new Row(
            "addresses are free",
            pool(null, "10.0.0.1-10.0.0.2"),
            1,
            "True Ready: addresses are free",
            none),
        new Row(
            "full: says what to do",
            pool(null, "10.0.0.1-10.0.0.2"),
            2,
            "False PoolExhausted: all 2 addresses are in use: add a range",
            none),
        new Row(
            "more are held than there are, since it has shrunk",
            pool(null, "10.0.0.1-10.0.0.2"),
            3,
            "False PoolExhausted: all 2 addresses are in use: add a range",
            none),
        new Row(
            "no ServiceCIDR: says what to do",
            pool(null),
            0,
            "False NoPool: the cluster has no ServiceCIDR: set spec.ranges",
            none),
        new Row(
            "in conflict: hands out nothing, and why",
            pool("10.0.0.1 is also in the older pool a", "10.0.0.1"),
            0,
            "False PoolConflict: hands out nothing: 10.0.0.1 is also in the older pool a",
            "True PoolConflict: 10.0.0.1 is also in the older pool a"),
        new Row(
            "in conflict and full: the conflict is what to mend first",
            pool("x", "10.0.0.1"),
            1,
            "False PoolConflict: hands out nothing: x",
            "True PoolConflict: x"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void tells(Row row) {
    var findings = PoolFindings.of(row.pool(), row.used());

    assertThat(findings)
        .extracting(f -> f.type() + "=" + f.status() + " " + f.reason() + ": " + f.message())
        .containsExactly("Ready=" + row.ready(), "Conflict=" + row.conflict());
  }

  private static Pool pool(String conflict, String... ranges) {
    return new Pool(
        "p",
        "u",
        Instant.EPOCH,
        Pool.Rules.DEFAULT,
        Stream.of(ranges).map(text -> IpRange.parse(text).orElseThrow()).toList(),
        List.of(),
        List.of(),
        Optional.ofNullable(conflict));
  }
}
