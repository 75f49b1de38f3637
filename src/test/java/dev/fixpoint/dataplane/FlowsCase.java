// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.forwarding.Access;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What is on its way when the rules change: UDP flows follow them, TCP connections stay.
public abstract class FlowsCase extends KernelCase {

  @BeforeAll
  void machines() throws Exception {
    for (var pod : TestNet.PODS) {
      net.serve(pod, 8080);
      net.answer(pod, 8053);
    }
  }

  private static Frontend dns(Family family, int number) {
    var address = family == Family.IPV4 ? "10.96.0." : "fd00::";
    return new Frontend(Ip.of(address + number), Protocol.UDP, 53);
  }

  /// @param pods such as `12`; empty for refusal
  private static Forward to(Family family, String pods) {
    var targets =
        pods.chars()
            .mapToObj(c -> address(family, Character.toString(c)))
            .map(address -> new Target(Ip.of(address), 8053, true))
            .toList();
    return Forward.evenly(new Key("test", "dns"), targets);
  }

  private void update(Map<Frontend, Forward> changed, Set<Frontend> removed) throws Exception {
    update(changed, removed, NodeRules.NONE);
  }

  private Sender sender(String from, Frontend frontend) throws Exception {
    var to = new InetSocketAddress(frontend.address().toString(), frontend.port());
    return new Sender(net.in(from, () -> new DatagramSocket()), to);
  }

  /// A client that goes on sending from one port, as a resolver does.
  private record Sender(DatagramSocket socket, InetSocketAddress to) implements AutoCloseable {

    /// Who answers; `nobody` after a moment.
    String ask() throws Exception {
      return answer(300);
    }

    /// The same where somebody should, however slow the machine is.
    String answer() throws Exception {
      return answer(10_000);
    }

    private String answer(int millis) throws Exception {
      socket.setSoTimeout(millis);
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
  @EnumSource(Family.class)
  @DisplayName(
      "T39 a steady UDP sender follows: endpoint replaced, none, back, deleted, reassigned")
  void aSteadyUdpSenderFollows(Family family) throws Exception {
    var one = dns(family, 1);
    var other = dns(family, 2);
    replace(Map.of(one, to(family, "1"), other, to(family, "3")), NodeRules.NONE);
    try (var sender = sender("p2", one);
        var bystander = sender("p2", other)) {
      assertThat(sender.answer()).isEqualTo("p1");
      assertThat(bystander.answer()).isEqualTo("p3");
      var untouched = flows(other);

      update(Map.of(one, to(family, "3")), Set.of());
      assertThat(sender.answer()).as("replaced").isEqualTo("p3");

      update(Map.of(one, to(family, "")), Set.of());
      assertThat(sender.ask()).as("without endpoints").isEqualTo("nobody");

      update(Map.of(one, to(family, "1")), Set.of());
      assertThat(sender.answer()).as("back").isEqualTo("p1");

      update(Map.of(), Set.of(one));
      assertThat(sender.ask()).as("deleted").isEqualTo("nobody");
      assertThat(sender.ask()).as("a flow that leads nowhere now").isEqualTo("nobody");

      update(Map.of(one, to(family, "2")), Set.of());
      assertThat(sender.answer()).as("reassigned").isEqualTo("p2");

      assertThat(flows(other)).as("of others").isEqualTo(untouched);
      assertThat(bystander.answer()).isEqualTo("p3");
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  @DisplayName("UDP flows end of clients that lose their right, and of no others")
  void flowsEndWithTheRightOfTheirClient(Family family) throws Exception {
    var one = dns(family, 1);
    var rule = new Access(List.of("front"), List.of(), false, false);
    var table =
        Map.of(one, to(family, "3").admitting(Optional.of(rule)), dns(family, 2), to(family, "3"));
    var both = clients(family, "12");
    replace(table, both);
    try (var stays = sender("p1", one);
        var leaves = sender("p2", one);
        var bystander = sender("p2", dns(family, 2))) {
      assertThat(stays.answer()).isEqualTo("p3");
      assertThat(leaves.answer()).isEqualTo("p3");
      assertThat(bystander.answer()).isEqualTo("p3");
      var others = flows(dns(family, 2));
      assertThat(flows(one)).hasSize(2);

      update(Map.of(), Set.of(), clients(family, "1"));

      assertThat(leaves.ask()).as("has lost its right").isEqualTo("nobody");
      assertThat(flows(one))
          .singleElement()
          .asString()
          .contains("src=" + address(family, "1") + " ");
      assertThat(flows(dns(family, 2))).as("of others").isEqualTo(others);
      assertThat(stays.answer()).isEqualTo("p3");
      assertThat(bystander.answer()).isEqualTo("p3");

      update(Map.of(), Set.of(), both);
      assertThat(leaves.answer()).as("has it again").isEqualTo("p3");

      var closed = new Access(List.of(), List.of(), true, false);
      update(Map.of(one, to(family, "3").admitting(Optional.of(closed))), Set.of());
      assertThat(stays.ask()).as("the rule admits nobody").isEqualTo("nobody");
      assertThat(flows(one)).isEmpty();
    }
  }

  private static String address(Family family, String pod) {
    return (family == Family.IPV4 ? "10.1.0." : "fd01::") + pod;
  }

  private static NodeRules clients(Family family, String pods) {
    var addresses =
        Stream.of(pods.split(""))
            .map(pod -> Ip.of(address(family, pod)))
            .collect(Collectors.toSet());
    return NodeRules.NONE.withClients(Map.of("front", addresses));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 28053",
    "203.0.113.7, 53",
    "2001:db8::1, 28053",
    "2001:db8:7::7, 53",
  })
  @DisplayName("UDP flows from outside follow, at node ports and external addresses")
  void flowsFromOutsideFollow(String address, int port) throws Exception {
    var family = address.contains(":") ? Family.IPV6 : Family.IPV4;
    var inside = new Frontend(Ip.of(address), Protocol.UDP, port);
    var outside = new Frontend(Ip.of(address), Protocol.UDP, port, Frontend.Side.OUTSIDE);
    var pods = IpRange.parse(family == Family.IPV4 ? "10.1.0.0/24" : "fd01::/64").orElseThrow();
    var here = NodeRules.NONE.reachedBy(Set.of("eth0"), List.of(pods));
    var first = Map.of(inside, to(family, "1"), outside, to(family, "1"));
    replace(first, here);
    try (var stranger = sender(TestNet.PEER, outside);
        var pod = sender("p2", inside)) {
      assertThat(stranger.answer()).isEqualTo("p1");
      assertThat(pod.answer()).isEqualTo("p1");

      update(Map.of(inside, to(family, "3"), outside, to(family, "3")), Set.of(), here);
      assertThat(stranger.answer()).as("replaced").isEqualTo("p3");
      assertThat(pod.answer()).as("replaced").isEqualTo("p3");

      var nobody = new Access(List.of(), List.of(), true, false);
      var barred = to(family, "3").admitting(Optional.of(nobody));
      update(Map.of(outside, barred), Set.of(), here);
      assertThat(stranger.ask()).as("no source").isEqualTo("nobody");
      assertThat(pod.answer()).as("is no source").isEqualTo("p3");

      update(Map.of(), Set.of(inside, outside), here);
      assertThat(pod.ask()).as("gone").isEqualTo("nobody");
    }
  }

  @Test
  @DisplayName("T39 a restart leaves right flows alone and mends those that went wrong meanwhile")
  void aRestartLeavesRightFlowsAlone() throws Exception {
    var one = dns(Family.IPV4, 1);
    var other = dns(Family.IPV4, 2);
    var family = Family.IPV4;
    update(Map.of(one, to(family, "1"), other, to(family, "3")), Set.of());
    try (var sender = sender("p2", one);
        var bystander = sender("p2", other)) {
      assertThat(sender.answer()).isEqualTo("p1");
      assertThat(bystander.answer()).isEqualTo("p3");
      var untouched = flows(other);
      net.in(
          TestNet.NODE,
          () -> {
            try (var next = backend().open()) {
              return next.replace(Map.of(other, to(family, "3")), NodeRules.NONE);
            }
          });
      assertThat(sender.ask()).isEqualTo("nobody");
      assertThat(flows(other)).isEqualTo(untouched);
    }
  }

  private static final Pattern IPV6 = Pattern.compile("(?:[0-9a-f]{4}:){7}[0-9a-f]{4}");

  /// The UDP flows to a frontend in the kernel's own listing, without what changes by itself.
  private List<String> flows(Frontend frontend) throws Exception {
    var listed =
        net.in(
            TestNet.NODE, () -> Files.readAllLines(Path.of("/proc/thread-self/net/nf_conntrack")));
    return listed.stream()
        .filter(line -> line.contains("udp"))
        .map(line -> line.replaceFirst("udp +17 [0-9]+", "udp"))
        .map(line -> IPV6.matcher(line).replaceAll(ip -> Ip.of(ip.group()).toString()))
        .filter(line -> line.contains(" dst=" + frontend.address() + " "))
        .toList();
  }

  @Test
  @DisplayName("T40 an established TCP connection stays when its endpoint leaves")
  void tcpIsNeverCut() throws Exception {
    var web = new Frontend(Ip.of("10.96.0.1"), Protocol.TCP, 53);
    var target = new Target(Ip.of("10.1.0.1"), 8080, true);
    var forward = Forward.evenly(new Key("test", "web"), List.of(target));
    update(Map.of(web, forward, dns(Family.IPV4, 1), to(Family.IPV4, "1")), Set.of());
    try (var established = net.connect("p2", "10.96.0.1", 53)) {
      assertThat(TestNet.line(established)).startsWith("p1");
      update(Map.of(), Set.of(web, dns(Family.IPV4, 1)));
      established.getOutputStream().write("still here\n".getBytes(StandardCharsets.UTF_8));
      assertThat(TestNet.line(established)).isEqualTo("still here");
      assertThatThrownBy(() -> net.ask("p2", "10.96.0.1", 53)).isInstanceOf(Exception.class);
    }
  }
}
