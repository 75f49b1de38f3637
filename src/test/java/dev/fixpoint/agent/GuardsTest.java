// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.AddressPool;
import dev.fixpoint.api.v1alpha1.AddressPoolStatus;
import dev.fixpoint.vip.IpRange;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GuardsTest {

  private final Set<String> told = new TreeSet<>();
  private final Guards guards =
      new Guards(
          Runnable::run,
          ranges -> {
            told.clear();
            ranges.stream().map(IpRange::toString).forEach(told::add);
          });

  private static AddressPool pool(String name, String... guarded) {
    var pool = new AddressPool();
    pool.getMetadata().setName(name);
    if (guarded.length > 0) {
      pool.setStatus(new AddressPoolStatus());
      pool.getStatus().setGuarded(List.of(guarded));
    }
    return pool;
  }

  @Test
  void theRangesOfAllPoolsHoldAsLongAsTheirPools() {
    assertThat(guards.isListed()).isFalse();
    guards.listed(List.of(pool("a", "10.0.0.1-10.0.0.9"), pool("b")), 1);
    assertThat(guards.isListed()).isTrue();
    assertThat(told).containsExactly("10.0.0.1-10.0.0.9");

    guards.put(pool("b", "fd00::1-fd00::f", "10.9.0.1"), 2);
    assertThat(told).containsExactly("10.0.0.1-10.0.0.9", "10.9.0.1", "fd00::1-fd00::f");
    guards.put(pool("b", "10.9.0.1", "no address"), 3);
    assertThat(told).containsExactly("10.0.0.1-10.0.0.9", "10.9.0.1");
    guards.deleted(pool("a"), 4);
    assertThat(told).containsExactly("10.9.0.1");
    guards.listed(List.of(), 5);
    assertThat(told).isEmpty();
  }
}
