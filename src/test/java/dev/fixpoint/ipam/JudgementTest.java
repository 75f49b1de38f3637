// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.ipam;

import static dev.fixpoint.ipam.Given.pool;
import static dev.fixpoint.ipam.Given.reserving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.ipam.Judgement.Occupied;
import dev.fixpoint.vip.IpRange;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pools that have addresses of nodes, of pods or of a ServiceCIDR. Pools that overlap each other
/// are in `PoolTest`.
@DisplayName("T6: pools that overlap what is not theirs")
class JudgementTest {
  private static final List<Occupied> CLUSTER =
      List.of(
          occupied("10.244.1.0/24", "in the pod CIDR of node n1", false),
          occupied("192.168.1.10", "the address of node n1", false),
          occupied("10.96.0.0/16", "ServiceCIDR kubernetes", true));

  record Row(String name, Pool pool, String conflict) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    var toNode =
        "192.168.1.10 is the address of node n1: take it out of spec.ranges, or list it in"
            + " spec.reserved";
    return Stream.of(
        new Row("lies apart from all", pool("p", "10.0.0.0/24"), ""),
        new Row(
            "has addresses of pods",
            pool("p", "10.244.0.0-10.244.1.9"),
            "10.244.1.0-10.244.1.9 is in the pod CIDR of node n1: take it out of spec.ranges, or"
                + " list it in spec.reserved"),
        new Row("has the address of a node", pool("p", "192.168.1.0/24"), toNode),
        new Row(
            "has it reserved: mended", reserving(pool("p", "192.168.1.0/24"), "192.168.1.10"), ""),
        new Row("lies inside of a ServiceCIDR", pool("p", "10.96.128.0/20"), ""),
        new Row("is all of a ServiceCIDR", pool("p", "10.96.0.0/16"), ""),
        new Row(
            "lies partly in a ServiceCIDR",
            pool("p", "10.95.255.0-10.96.0.9"),
            "10.96.0.0-10.96.0.9 is in ServiceCIDR kubernetes, and the rest of its range is not:"
                + " split the range"),
        new Row(
            "is for load balancers and lies inside of a ServiceCIDR",
            Given.with(pool("p", "10.96.128.0/20"), new Pool.Rules(0, Pool.Use.LoadBalancer, true)),
            "10.96.128.1-10.96.143.254 is ServiceCIDR kubernetes: take it out of spec.ranges, or"
                + " list it in spec.reserved"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void judges(Row row) {
    var judged = Judgement.of(List.of(row.pool()), CLUSTER).getFirst();

    assertThat(judged.conflict().orElse("")).isEqualTo(row.conflict());
  }

  private static Occupied occupied(String range, String what, boolean shared) {
    return new Occupied(IpRange.parse(range).orElseThrow(), what, shared);
  }
}
