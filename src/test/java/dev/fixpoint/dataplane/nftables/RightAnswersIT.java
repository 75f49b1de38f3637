// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.dataplane.AnswersCase;
import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.forwarding.NodeRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What others on the node and in the network see of us.
class RightAnswersIT extends AnswersCase {

  @Override
  protected Backend backend() {
    return new NftBackend();
  }

  @Test
  void marksOfOthersStayAsTheyAre() throws Exception {
    net.sh(TestNet.NODE, "nft add table ip theirs");
    net.sh(
        TestNet.NODE, "nft add chain ip theirs in { type filter hook prerouting priority -300 ; }");
    net.sh(
        TestNet.NODE,
        "nft add chain ip theirs out { type filter hook postrouting priority 200 ; }");
    net.sh(TestNet.NODE, "nft add rule ip theirs in meta mark set 0x4242");
    net.sh(TestNet.NODE, "nft add rule ip theirs out ip protocol tcp meta mark 0x4242 counter");
    net.sh(TestNet.NODE, "nft add rule ip theirs out ip protocol tcp meta mark != 0x4242 counter");
    for (int i = 0; i < 5; i++) {
      assertThat(net.ask(TestNet.PEER, "10.96.0.1", 80)).startsWith("p");
      assertThat(net.ask("p1", "10.96.0.1", 80)).startsWith("p");
    }
    var counted = net.sh(TestNet.NODE, "nft list chain ip theirs out");
    net.sh(TestNet.NODE, "nft delete table ip theirs");
    var lines = counted.lines().filter(line -> line.contains("counter")).toList();
    assertThat(lines.getFirst()).doesNotContain("packets 0 ");
    assertThat(lines.getLast()).contains("packets 0 ");
  }

  @Test
  void addressesOfTheHostItselfStayUnreachable() throws Exception {
    assertThat(net.sh(TestNet.NODE, "sysctl -n net.ipv4.conf.all.route_localnet").strip())
        .isEqualTo("0");
    assertThat(net.sh(TestNet.NODE, "nft list ruleset")).doesNotContain("127.0.0");
  }

  @Test
  @DisplayName("T33 what others have in nftables is the same, byte for byte, whatever we do")
  void othersTablesAreTheSameByteForByte() throws Exception {
    for (var family : List.of("ip", "ip6", "inet", "arp", "bridge", "netdev")) {
      net.sh(TestNet.NODE, "nft add table " + family + " others");
    }
    net.sh(
        TestNet.NODE,
        "nft add chain ip others prerouting { type nat hook prerouting priority -110 ; }");
    net.sh(
        TestNet.NODE, "nft add chain inet others pick-3 { type filter hook forward priority 0 ; }");
    net.sh(TestNet.NODE, "nft add rule inet others pick-3 ct state invalid counter drop");
    net.sh(
        TestNet.NODE, "nft add set ip others slots { type ipv4_addr ; elements = { 1.2.3.4 } ; }");
    var before = others();
    var next = net.in(TestNet.NODE, NftablesDataplane::open);
    net.in(
        TestNet.NODE,
        () -> {
          next.replace(Sample.forwards("1:80 AB, 3:80 C"), NodeRules.NONE);
          next.update(Sample.forwards("1:80 A, 4:80 -"), Set.of(), NodeRules.NONE);
          next.cleanup();
          next.replace(Sample.forwards("1:80 ABC, 2:80 -"), NodeRules.NONE);
          next.close();
          return null;
        });
    assertThat(others()).isEqualTo(before);
    for (var family : List.of("ip", "ip6", "inet", "arp", "bridge", "netdev")) {
      net.sh(TestNet.NODE, "nft delete table " + family + " others");
    }
  }

  private Map<String, String> others() throws Exception {
    var tables = new HashMap<String, String>();
    for (var line : net.sh(TestNet.NODE, "nft list tables").lines().toList()) {
      if (!line.endsWith(" fixpoint")) {
        tables.put(line, net.sh(TestNet.NODE, "nft -a list " + line));
      }
    }
    return tables;
  }
}
