// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ForeignRulesTest {

  private static final String LISTING =
      """
      table ip fixpoint {
      \tchain refuse {
      \t\tmeta l4proto 6 reject with tcp reset
      \t}
      }
      table ip nat {
      \tchain PREROUTING {
      \t\ttype nat hook prerouting priority -100; policy accept;
      \t\tip daddr 10.96.0.9 counter packets 0 bytes 0 jump drop-them
      \t}
      }
      table inet firewall {
      \tmap verdicts {
      \t\ttype ipv4_addr : verdict
      \t\telements = { 10.0.0.1 : drop }
      \t}

      \tchain forward {
      \t\ttype filter hook forward priority 0; policy drop;
      \t\tct state established accept
      \t}

      \tchain raw {
      \t\ttype filter hook prerouting priority -300; policy accept;
      \t\tip daddr 10.96.0.7 tcp dport 80 drop
      \t\tip daddr 10.96.0.8 accept comment "we do not drop it"
      \t\tip daddr 10.96.0.9 counter packets 3 bytes 180 reject with icmp port-unreachable
      \t}

      \tchain drop {
      \t\taccept
      \t}
      }
      """;

  private static final String KEPT =
      """
      table inet firewall {
      \tchain forward {
      \t\ttype filter hook forward priority 0; policy drop;
      \t}
      \tchain raw {
      \t\ttype filter hook prerouting priority -300; policy accept;
      \t\tip daddr 10.96.0.7 tcp dport 80 drop
      \t\tip daddr 10.96.0.9 counter packets 3 bytes 180 reject with icmp port-unreachable
      \t}
      }
      """;

  @Test
  void keepsOfOthersWhatEndsAPacketsWay() {
    assertThat(kept(LISTING)).isEqualTo(KEPT);
  }

  @Test
  void whatIsKeptIsKeptAgain() {
    assertThat(kept(KEPT)).isEqualTo(KEPT);
  }

  @Test
  void ofNothingNothing() {
    assertThat(ForeignRules.of(List.<String>of().stream())).isEmpty();
  }

  private static String kept(String listing) {
    return ForeignRules.of(listing.lines()).map(line -> line + "\n").collect(Collectors.joining());
  }
}
