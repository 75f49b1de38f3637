// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What others on the node and in the network see of us.
class RightAnswersIT extends KernelCase {

  private static final Key OWNER = new Key("test", "answers");

  @BeforeAll
  void machines() throws Exception {
    for (var pod : TestNet.PODS) {
      net.serve(pod, 8080);
    }
    for (var machine : List.of(TestNet.NODE, "p1")) {
      // One error a second is what Linux allows by default, by IPv6 for all kinds of them.
      net.sh(machine, "sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0");
    }
  }

  @BeforeEach
  void forward() throws Exception {
    var table = new HashMap<Frontend, Forward>(Sample.forwards("1:80 ABC, 2:80 -"));
    for (var vip : List.of("10.96.0.1", "fd00::1")) {
      var pod = vip.contains(":") ? "fd01::1" : "10.1.0.1";
      var closed = new Target(Ip.of(pod), 9, true);
      table.put(new Frontend(Ip.of(vip), Protocol.UDP, 54), Forward.evenly(OWNER, List.of(closed)));
      table.put(new Frontend(Ip.of(vip), Protocol.UDP, 55), Forward.evenly(OWNER, List.of()));
    }
    net.in(TestNet.NODE, () -> dataplane.replace(table, NodeRules.NONE));
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

  /// A pod's own error comes back through the address; without endpoints the node gives one.
  @ParameterizedTest
  @CsvSource({
    "10.96.0.1, 54",
    "10.96.0.1, 55",
    "10.96.0.1, 56",
    "fd00::1, 54",
    "fd00::1, 55",
    "fd00::1, 56",
  })
  @DisplayName("an ICMP error reaches the client as one of the address it sent to")
  void icmpErrorsAreTranslated(String address, int port) throws Exception {
    try (var socket = net.in("p2", () -> new DatagramSocket())) {
      socket.connect(new InetSocketAddress(address, port));
      socket.setSoTimeout(10_000);
      socket.send(new DatagramPacket(new byte[1], 1));
      assertThatThrownBy(() -> socket.receive(new DatagramPacket(new byte[1], 1)))
          .isInstanceOf(PortUnreachableException.class);
    }
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
          next.update(Sample.forwards("1:80 A, 4:80 -"), java.util.Set.of(), NodeRules.NONE);
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
