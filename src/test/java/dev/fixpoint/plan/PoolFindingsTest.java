// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.ipam.Claim;
import dev.fixpoint.ipam.Pool;
import dev.fixpoint.ipam.PoolCount;
import dev.fixpoint.status.Reason;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
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
    var none = "False NoConflict: nobody else has any of its addresses";
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
    var findings = PoolFindings.of(row.pool(), counted(row.used()), false);

    assertThat(findings)
        .extracting(f -> f.type() + "=" + f.status() + " " + f.reason() + ": " + f.message())
        .containsExactly(
            "Ready=" + row.ready(),
            "Conflict=" + row.conflict(),
            "OutOfRange=False InRange: all that was taken from it is in its ranges");
  }

  @Test
  @DisplayName("T5: a shrunken pool tells of addresses that are held outside of it")
  void tellsWhatIsOutOfRange() {
    var claims = new ArrayList<Claim>();
    for (int i = 1; i <= 4; i++) {
      var holder = "virtualservices.fixpoint.dev shop/s" + i;
      claims.add(new Claim(Ip.of("10.0.9." + i), holder, "shop", "u" + i));
    }
    var count = new PoolCount(0, List.of(), claims, 4);

    assertThat(PoolFindings.of(pool(null, "10.0.0.1"), count, false).getLast().message())
        .isEqualTo(
            "10.0.9.1 of virtualservices.fixpoint.dev shop/s1, 10.0.9.2 of"
                + " virtualservices.fixpoint.dev shop/s2, 10.0.9.3 of"
                + " virtualservices.fixpoint.dev shop/s3 and 1 more: held, and not in spec.ranges"
                + " any more: add them again, or move their owners");
  }

  @Test
  @DisplayName("T5: a pool that is deleted and in use waits, and says how to let it go")
  void tellsWhatItWaitsForWhenDeleted() {
    var count = new PoolCount(2, List.of(), List.of(), 2);
    var ready = PoolFindings.of(pool("it is being deleted", "10.0.0.1"), count, true).getFirst();

    assertThat(ready.reason()).isEqualTo(Reason.InUse);
    assertThat(ready.message())
        .contains("its 2 addresses", "-l fixpoint.dev/pool=p", "finalizer fixpoint.dev/in-use");
  }

  private static PoolCount counted(long used) {
    return new PoolCount(used, List.of(), List.of(), used);
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
