// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.FlowsCase;
import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.kit.Await;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The kernel is what was written: flows follow the rules, and what others change is noticed.
class TruthIT extends FlowsCase {

  @Override
  protected Backend backend() {
    return new NftBackend();
  }

  private static final Duration LONG = Duration.ofSeconds(60);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete element ip fixpoint slots { 10.96.0.1 . tcp . 80 . 0:1 }",
        "add rule ip fixpoint prerouting counter",
        "delete table ip fixpoint",
        "flush ruleset",
      })
  @DisplayName("T34 what somebody else does to the table is noticed, and mended")
  void whatOthersDoIsNoticed(String command) throws Exception {
    var noticed = new AtomicInteger();
    var table = Sample.forwards("1:80 ABC, 2:80 -");
    net.in(
        TestNet.NODE,
        () -> {
          dataplane.replace(table, NodeRules.NONE);
          dataplane.onForeignChange(noticed::incrementAndGet);
          return null;
        });
    net.sh(TestNet.NODE, "nft " + command);
    Await.until("the change is noticed", LONG, () -> noticed.get() > 0);
    assertThat((int) net.in(TestNet.NODE, () -> dataplane.replace(table, NodeRules.NONE)))
        .isPositive();
    assertThat(net.ask("p1", "10.96.0.1", 80)).startsWith("p");
  }

  @Test
  @DisplayName("T34 neither our own changes nor those of other tables are taken for others'")
  void ownChangesAndOtherTablesAreNoNews() throws Exception {
    var noticed = new AtomicInteger();
    net.in(
        TestNet.NODE,
        () -> {
          dataplane.onForeignChange(noticed::incrementAndGet);
          dataplane.replace(Sample.forwards("1:80 ABC, 2:80 -"), NodeRules.NONE);
          for (int i = 0; i < 50; i++) {
            dataplane.update(
                Sample.forwards(i % 2 == 0 ? "1:80 A" : "1:80 ABC"), Set.of(), NodeRules.NONE);
          }
          return null;
        });
    net.sh(TestNet.NODE, "nft add table ip theirs");
    net.sh(TestNet.NODE, "nft add set ip theirs fixpoint { type ipv4_addr ; }");
    net.sh(TestNet.NODE, "nft add table inet fixpoint");
    net.sh(TestNet.NODE, "nft delete table inet fixpoint");
    net.sh(TestNet.NODE, "nft delete table ip theirs");
    // the last one is noticed, and nothing before it
    net.sh(TestNet.NODE, "nft add rule ip fixpoint prerouting counter");
    Await.until("the last change is noticed", LONG, () -> noticed.get() > 0);
    assertThat(noticed).hasValue(1);
  }
}
