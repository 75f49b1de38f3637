// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.kit.Await;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What others in the network see of us.
public abstract class AnswersCase extends KernelCase {

  private static final Key OWNER = new Key("test", "answers");

  @BeforeAll
  void machines() throws Exception {
    net.servePods(8080);
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
    replace(table, NodeRules.NONE);
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

  /// The way from the node to the pod takes less than that from the client to the node: without the
  /// translation the client would see an error about a pod that it never spoke to, and go on.
  @ParameterizedTest
  @ValueSource(strings = {"10.96.0.1", "fd00::1"})
  @DisplayName("a packet too big for the way behind an address makes its sender send smaller ones")
  void packetsTooBigAreToldOfToTheClient(String address) throws Exception {
    net.sh(TestNet.NODE, "ip link set v1 mtu 1300");
    try (var socket = net.in("p2", () -> new DatagramSocket())) {
      socket.connect(new InetSocketAddress(address, 54));
      Await.until(
          "the client's route says so",
          Duration.ofSeconds(60),
          () -> {
            try {
              socket.send(new DatagramPacket(new byte[1400], 1400));
            } catch (IOException told) {
              // an earlier one's error, of either kind
            }
            return net.sh("p2", "ip route get " + address).contains("mtu 1300");
          });
    } finally {
      net.sh(TestNet.NODE, "ip link set v1 mtu 1500");
    }
  }
}
