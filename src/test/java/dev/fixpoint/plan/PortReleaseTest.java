// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.ports.NodePort;
import dev.fixpoint.ports.PortClaim;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PortReleaseTest {
  private static final NodePort PORT = new NodePort(Protocol.TCP, 28017);

  /// @param followed the lowest watermark
  /// @param before when it was seen gone, if it was; 0 for never
  record Row(String name, boolean owned, boolean served, long followed, long before, boolean free) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("its owner lives", true, false, 9, 0, false),
        new Row("an intent still leads it somewhere", false, true, 9, 0, false),
        new Row("a node has not followed yet", false, false, 4, 0, false),
        new Row("every node has followed", false, false, 5, 0, true),
        new Row("followed since it was first seen gone", false, false, 3, 3, true),
        new Row("no node is live", false, false, Long.MIN_VALUE, 3, false));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isFreeOnceNobodyCanReachTheOldOwnerByIt(Row row) {
    var claim = new PortClaim(PORT, new Key("shop", "web"), "u1", 80);
    var release =
        PortRelease.judge(
            row.owned() ? Set.of("u1") : Set.of(),
            List.of(claim),
            row.served() ? Set.of(PORT) : Set.of(),
            5,
            row.followed(),
            row.before() == 0 ? Map.of() : Map.of(PORT, row.before()));
    assertThat(release.free()).isEqualTo(row.free() ? List.of(claim) : List.of());
    assertThat(release.removed().containsKey(PORT)).isEqualTo(!row.owned() && !row.served());
  }
}
