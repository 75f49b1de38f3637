// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Guard;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Balancing.Algorithm;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the backend cannot do is refused, never done otherwise.
class RequestsTest {
  private static final List<String> CAN = List.of("IPv4", "TCP", "Random", "RoundRobin");

  @ParameterizedTest
  @CsvSource({"SourceHash, 0", "LeastConnections, 0", "Random, 60"})
  void whatItCannotDoIsRefused(Algorithm algorithm, int affinity) {
    var balancing = new Balancing(algorithm, affinity);
    assertThatThrownBy(() -> check(balancing, Set.of()))
        .hasMessageContaining(affinity > 0 ? "Affinity" : algorithm.name())
        .hasMessageContaining("10.96.0.1:80/TCP");
  }

  @Test
  void whatItCanIsNot() {
    assertThatCode(() -> check(Balancing.RANDOM, Set.of("eth0.1", "wg+0")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth+", "a b", "x\"y", "", "a-name-that-is-long"})
  void anInterfaceWhoseNameWouldMeanMoreIsRefused(String name) {
    assertThatThrownBy(() -> check(Balancing.RANDOM, Set.of(name)))
        .hasMessageContaining("rename it");
  }

  private static void check(Balancing balancing, Set<String> uplinks) throws Exception {
    var sample = Sample.forward("A");
    var forward = new Forward(sample.owner(), sample.shares(), Guard.NONE, balancing);
    var rules = NodeRules.NONE.reachedBy(uplinks, List.of());
    Requests.check(Map.of(Sample.frontend("1:80"), forward), rules, CAN);
  }
}
