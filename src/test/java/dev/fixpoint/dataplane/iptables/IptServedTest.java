// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.dataplane.Served;
import java.util.List;
import org.junit.jupiter.api.Test;

class IptServedTest {
  private final IptServed served = new IptServed();

  /// What the rules of 10.96.0.1:80 to pod 1 have counted.
  private List<Served> after(long affinity, long random) {
    var listing =
        """
        *nat
        [7:420] -A PREROUTING -j FIXPOINT-PREROUTING
        [%2$d:60] -A %1$s -p tcp -m recent --update --name FIXPOINT-K-X -j DNAT --to-destination 10.1.0.1:8080
        [%3$d:60] -A %1$s -p tcp -j DNAT --to-destination 10.1.0.1:8080
        [9:60] -A FIXPOINT-S-OTHER -p tcp -j DNAT --to-destination 10.1.0.1:8080
        """
            .formatted(Names.service(Sample.frontend("1:80")), affinity, random);
    return served.since(Saved.counted(listing), Sample.forwards("1:80 A"));
  }

  private static List<Served> one(long connections) {
    var target = Sample.targets("A").getFirst();
    return List.of(new Served(Sample.frontend("1:80"), target, connections));
  }

  @Test
  void countsAreOfBothRulesThatLeadThere() {
    assertThat(after(1, 2)).as("at first").isEmpty();
    assertThat(after(3, 5)).isEqualTo(one(5));
    assertThat(after(3, 5)).isEmpty();
  }

  @Test
  void aChainThatBeganAnewHasAllOfItsCountsSinceThen() {
    after(10, 20);
    assertThat(after(1, 21)).isEqualTo(one(2));
  }
}
