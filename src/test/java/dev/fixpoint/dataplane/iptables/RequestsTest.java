// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.IpRange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the backend cannot do is refused, never done otherwise.
class RequestsTest {
  private static final Means ALL = new Means(true, true);

  @Test
  void whatItCanIsNotRefused() {
    assertThatCode(() -> check(Set.of("eth0.1", "wg+0"), ALL)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth+", "a b", "x\"y", "", "a-name-that-is-long"})
  void anInterfaceWhoseNameWouldMeanMoreIsRefused(String name) {
    assertThatThrownBy(() -> check(Set.of(name), ALL)).hasMessageContaining("rename it");
  }

  @Test
  void sourcesElsewhereThatAreInsideNeedTheMatchRecent() {
    assertThatThrownBy(() -> check(Set.of("eth0"), new Means(true, false)))
        .hasMessageContaining("xt_recent")
        .hasMessageContaining("FIXPOINT_CLUSTER_CIDRS");
  }

  private static void check(Set<String> uplinks, Means means) throws Exception {
    var inside = List.of(IpRange.parse("10.0.0.0/8").orElseThrow());
    Requests.check(Map.of(), NodeRules.NONE.reachedBy(uplinks, inside), means);
  }
}
