// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.kit.Await;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The kernel is what was written: flows follow the rules, and what others change is noticed.
class TruthIT extends KernelCase {

  private static final Duration LONG = Duration.ofSeconds(60);

  @BeforeAll
  void machines() throws Exception {
    for (var pod : TestNet.PODS) {
      net.serve(pod, 8080);
      net.answer(pod, 8053);
    }
  }

  private static Frontend dns(NftFamily family, int number) {
    var address = family == NftFamily.IPV4 ? "10.96.0." : "fd00::";
    return new Frontend(Ip.of(address + number), Protocol.UDP, 53);
  }

  /// @param pods such as `12`; empty for refusal
  private static Forward to(NftFamily family, String pods) {
    var targets =
        pods.chars()
            .mapToObj(c -> (family == NftFamily.IPV4 ? "10.1.0." : "fd01::") + (char) c)
            .map(address -> new Target(Ip.of(address), 8053, true))
            .toList();
    return Forward.evenly(new Key("test", "dns"), targets);
  }

  private void update(Map<Frontend, Forward> changed, Set<Frontend> removed) throws Exception {
    net.in(
        TestNet.NODE,
        () -> {
          dataplane.update(changed, removed, NodeRules.NONE);
          return null;
        });
  }

  private Sender sender(String from, Frontend frontend) throws Exception {
    var to = new InetSocketAddress(frontend.address().toString(), frontend.port());
    return new Sender(net.in(from, () -> new DatagramSocket()), to);
  }

  /// A client that goes on sending from one port, as a resolver does.
  private record Sender(DatagramSocket socket, InetSocketAddress to) implements AutoCloseable {

    /// Who answers; `nobody` after a moment.
    String ask() throws Exception {
      socket.setSoTimeout(300);
      socket.send(new DatagramPacket(new byte[1], 1, to));
      var answer = new DatagramPacket(new byte[64], 64);
      try {
        socket.receive(answer);
        return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
      } catch (SocketTimeoutException e) {
        return "nobody";
      }
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  @ParameterizedTest
  @EnumSource(NftFamily.class)
  @DisplayName(
      "T39 a steady UDP sender follows: endpoint replaced, none, back, deleted, reassigned")
  void aSteadyUdpSenderFollows(NftFamily family) throws Exception {
    var one = dns(family, 1);
    var other = dns(family, 2);
    net.in(
        TestNet.NODE,
        () ->
            dataplane.replace(
                Map.of(one, to(family, "1"), other, to(family, "3")), NodeRules.NONE));
    try (var sender = sender("p2", one);
        var bystander = sender("p2", other)) {
      assertThat(sender.ask()).isEqualTo("p1");
      assertThat(bystander.ask()).isEqualTo("p3");
      var untouched = flows(other);

      update(Map.of(one, to(family, "3")), Set.of());
      assertThat(sender.ask()).as("replaced").isEqualTo("p3");

      update(Map.of(one, to(family, "")), Set.of());
      assertThat(sender.ask()).as("without endpoints").isEqualTo("nobody");

      update(Map.of(one, to(family, "1")), Set.of());
      assertThat(sender.ask()).as("back").isEqualTo("p1");

      update(Map.of(), Set.of(one));
      assertThat(sender.ask()).as("deleted").isEqualTo("nobody");
      assertThat(sender.ask()).as("a flow that leads nowhere now").isEqualTo("nobody");

      update(Map.of(one, to(family, "2")), Set.of());
      assertThat(sender.ask()).as("reassigned").isEqualTo("p2");

      assertThat(flows(other)).as("of others").isEqualTo(untouched);
      assertThat(bystander.ask()).isEqualTo("p3");
    }
  }

  @Test
  @DisplayName("T39 a restart leaves right flows alone and mends those that went wrong meanwhile")
  void aRestartLeavesRightFlowsAlone() throws Exception {
    var one = dns(NftFamily.IPV4, 1);
    var other = dns(NftFamily.IPV4, 2);
    var family = NftFamily.IPV4;
    update(Map.of(one, to(family, "1"), other, to(family, "3")), Set.of());
    try (var sender = sender("p2", one);
        var bystander = sender("p2", other)) {
      assertThat(sender.ask()).isEqualTo("p1");
      assertThat(bystander.ask()).isEqualTo("p3");
      var untouched = flows(other);
      net.in(
          TestNet.NODE,
          () -> {
            try (var next = NftablesDataplane.open()) {
              return next.replace(Map.of(other, to(family, "3")), NodeRules.NONE);
            }
          });
      assertThat(sender.ask()).isEqualTo("nobody");
      assertThat(flows(other)).isEqualTo(untouched);
    }
  }

  /// The lines of a frontend in the kernel's own listing, without what changes by itself.
  private List<String> flows(Frontend frontend) throws Exception {
    var listed =
        net.in(
            TestNet.NODE,
            () ->
                java.nio.file.Files.readAllLines(
                    java.nio.file.Path.of("/proc/thread-self/net/nf_conntrack")));
    var full = java.net.InetAddress.getByName(frontend.address().toString()).getHostAddress();
    return listed.stream()
        .map(line -> line.replaceFirst("udp +17 [0-9]+", "udp"))
        .filter(line -> line.contains("dst=" + frontend.address() + " ") || line.contains(full))
        .map(line -> line.replaceAll("(fd0[0-9]):.*?:000", "$1"))
        .toList();
  }

  @Test
  @DisplayName("T40 an established TCP connection stays when its endpoint leaves")
  void tcpIsNeverCut() throws Exception {
    var web = new Frontend(Ip.of("10.96.0.1"), Protocol.TCP, 53);
    var target = new Target(Ip.of("10.1.0.1"), 8080, true);
    var forward = Forward.evenly(new Key("test", "web"), List.of(target));
    update(Map.of(web, forward, dns(NftFamily.IPV4, 1), to(NftFamily.IPV4, "1")), Set.of());
    try (var established = net.connect("p2", "10.96.0.1", 53)) {
      assertThat(TestNet.line(established)).startsWith("p1");
      update(Map.of(), Set.of(web, dns(NftFamily.IPV4, 1)));
      established.getOutputStream().write("still here\n".getBytes(StandardCharsets.UTF_8));
      assertThat(TestNet.line(established)).isEqualTo("still here");
      assertThatThrownBy(() -> net.ask("p2", "10.96.0.1", 53)).isInstanceOf(Exception.class);
    }
  }

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
