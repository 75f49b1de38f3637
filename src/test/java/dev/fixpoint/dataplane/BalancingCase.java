// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.forwarding.Capability;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.Guard;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Share;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Balancing.Algorithm;
import dev.fixpoint.vip.Family;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How a real kernel shares connections out.
public abstract class BalancingCase extends KernelCase {

  /// Of chi-squared with two degrees of freedom this is exceeded once in a million times.
  private static final double CHI_SQUARED = 27.6;

  @BeforeAll
  void machines() throws Exception {
    net.servePods(8080);
  }

  private static Frontend frontend(Family family) {
    var address = family == Family.IPV4 ? "10.96.0.1" : "fd00::1";
    return new Frontend(Ip.of(address), Protocol.TCP, 80);
  }

  /// @param pods such as `12`: one share for each, of this weight
  private static Map<Frontend, Forward> table(
      Family family, Balancing balancing, String pods, int... weights) {
    var shares = new ArrayList<Share>();
    for (int i = 0; i < pods.length(); i++) {
      var address = family == Family.IPV4 ? "10.1.0." : "fd01::";
      var target = new Target(Ip.of(address + pods.charAt(i)), 8080, true);
      shares.add(new Share(weights.length == 0 ? 1 : weights[i], List.of(target)));
    }
    var forward = new Forward(new Key("test", "web"), shares, Guard.NONE, balancing);
    return Map.of(frontend(family), forward);
  }

  private void hold(Map<Frontend, Forward> table) throws Exception {
    replace(table, NodeRules.NONE);
    assertThat(replace(table, NodeRules.NONE))
        .as("what the kernel lists is what was written")
        .isZero();
  }

  private void update(Map<Frontend, Forward> table) throws Exception {
    update(table, Set.of(), NodeRules.NONE);
  }

  private String pod(Family family) throws Exception {
    return net.ask(TestNet.PEER, frontend(family).address().toString(), 80).split(" ")[0];
  }

  private Map<String, Integer> counts(int connections) throws Exception {
    var counts = new TreeMap<String, Integer>();
    for (int i = 0; i < connections; i++) {
      counts.merge(pod(Family.IPV4), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  @DisplayName("T42 at random, weights are shares of connections (chi-squared)")
  void atRandomWeightsAreShares() throws Exception {
    hold(table(Family.IPV4, Balancing.RANDOM, "123", 6, 3, 1));
    var counts = counts(1500);
    double sum = 0;
    var expected = Map.of("p1", 900, "p2", 450, "p3", 150);
    for (var pod : TestNet.PODS) {
      double off = counts.getOrDefault(pod, 0) - expected.get(pod);
      sum += off * off / expected.get(pod);
    }
    assertThat(sum).as(counts.toString()).isLessThan(CHI_SQUARED);
  }

  @Test
  @DisplayName("T42 in turn, weights are shares of each round, exactly")
  void inTurnWeightsAreExact() throws Exception {
    needs(Capability.RoundRobin);
    hold(table(Family.IPV4, new Balancing(Algorithm.RoundRobin, 0), "12", 19, 1));
    assertThat(counts(200)).isEqualTo(Map.of("p1", 190, "p2", 10));
    update(table(Family.IPV4, new Balancing(Algorithm.RoundRobin, 0), "12", 9, 1));
    assertThat(counts(100)).isEqualTo(Map.of("p1", 90, "p2", 10));
  }

  @Test
  @DisplayName("T42 by source, only the clients of the endpoint that leaves move")
  void bySourceOnlyTheClientsOfTheEndpointThatLeavesMove() throws Exception {
    needs(Capability.SourceHash);
    for (int i = 1; i <= 60; i++) {
      net.sh(TestNet.PEER, "ip addr add 192.0.2.%d/32 dev lo".formatted(100 + i));
    }
    net.sh(TestNet.NODE, "ip route add 192.0.2.96/27 via 192.0.2.2");
    net.sh(TestNet.NODE, "ip route add 192.0.2.128/27 via 192.0.2.2");
    net.sh(TestNet.NODE, "ip route add 192.0.2.160/27 via 192.0.2.2");
    var hash = new Balancing(Algorithm.SourceHash, 0);
    hold(table(Family.IPV4, hash, "123"));
    var before = bySource();
    assertThat(before.values()).contains("p1", "p2", "p3");
    assertThat(bySource()).as("the same client, the same pod").isEqualTo(before);
    update(table(Family.IPV4, hash, "13"));
    var after = bySource();
    before.forEach(
        (client, pod) -> {
          if (!pod.equals("p2")) {
            assertThat(after).containsEntry(client, pod);
          }
        });
    assertThat(after.values()).doesNotContain("p2");
    update(table(Family.IPV4, hash, "123"));
    assertThat(bySource()).isEqualTo(before);
  }

  private Map<Integer, String> bySource() throws Exception {
    var pods = new HashMap<Integer, String>();
    for (int i = 1; i <= 60; i++) {
      int client = 100 + i;
      pods.put(
          client,
          net.in(
              TestNet.PEER,
              () -> {
                try (var socket = new Socket()) {
                  socket.bind(new InetSocketAddress(InetAddress.getByName("192.0.2." + client), 0));
                  socket.connect(new InetSocketAddress("10.96.0.1", 80), 10_000);
                  return TestNet.line(socket).split(" ")[0];
                }
              }));
    }
    return pods;
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void aClientKeepsItsEndpointAsLongAsThatLives(Family family) throws Exception {
    needs(Capability.Affinity);
    net.sh(TestNet.PEER, "ip addr replace fd03::2/64 dev eth0 nodad");
    net.sh(TestNet.NODE, "ip addr replace fd03::1/64 dev eth0 nodad");
    net.sh(TestNet.PEER, "ip route replace default via fd03::1");
    var sticky = new Balancing(Algorithm.Random, 600);
    hold(table(family, sticky, "12"));
    var pod = pod(family);
    assertStays(family, pod);
    update(table(family, sticky, "123"));
    assertStays(family, pod);
    var numbered = pod.substring(1);
    var others = "123".replace(numbered, "");
    update(table(family, sticky, others.charAt(0) + numbered));
    assertStays(family, pod);

    update(table(family, sticky, others));
    var next = pod(family);
    assertThat(next).isNotEqualTo(pod);
    assertStays(family, next);
    update(table(family, sticky, "123"));
    assertStays(family, next);
  }

  private void assertStays(Family family, String pod) throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(pod(family)).isEqualTo(pod);
    }
  }

  @Test
  void afterItsTimeAClientIsBalancedAnew() throws Exception {
    unless(Backend.SHORT_AFFINITY);
    needs(Capability.Affinity);
    needs(Capability.RoundRobin);
    hold(table(Family.IPV4, new Balancing(Algorithm.RoundRobin, 1), "12"));
    var pod = pod(Family.IPV4);
    for (int tries = 0; pod(Family.IPV4).equals(pod); tries++) {
      assertThat(tries).isLessThan(60);
      Thread.sleep(1_200); // longer than the affinity
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  @DisplayName("connections are counted where they go, with affinity and without")
  void connectionsAreCountedWhereTheyGo(Family family) throws Exception {
    needs(Capability.Counters);
    net.sh(TestNet.PEER, "ip addr replace fd03::2/64 dev eth0 nodad");
    net.sh(TestNet.NODE, "ip addr replace fd03::1/64 dev eth0 nodad");
    net.sh(TestNet.PEER, "ip route replace default via fd03::1");
    boolean waits = backend().limits().contains(Backend.PROMPT_COUNTERS);
    for (var balancing : List.of(Balancing.RANDOM, new Balancing(Algorithm.Random, 600))) {
      hold(table(family, balancing, "12"));
      if (waits) {
        Thread.sleep(3_000); // some still come of connections before
        waits = false;
      }
      served();
      assertThat(pod(family)).isNotEmpty();
      assertThat(counted(family, 1).values()).containsExactly(1L);
      var asked = new TreeMap<String, Long>();
      for (int i = 0; i < 9; i++) {
        asked.merge(pod(family), 1L, Long::sum);
      }
      assertThat(counted(family, 9)).isEqualTo(asked);
    }
  }

  /// What is counted of each pod, once it is so much: a kernel may add up every other second.
  private Map<String, Long> counted(Family family, int connections) throws Exception {
    var counted = new TreeMap<String, Long>();
    for (int tries = 0; tries < 600; tries++) {
      for (var went : served()) {
        assertThat(went.frontend()).isEqualTo(frontend(family));
        var address = went.target().address().toString();
        counted.merge("p" + address.charAt(address.length() - 1), went.connections(), Long::sum);
      }
      if (counted.values().stream().mapToLong(Long::longValue).sum() >= connections) {
        break;
      }
      Thread.sleep(100);
    }
    return counted;
  }

  private List<Served> served() throws Exception {
    return net.in(TestNet.NODE, dataplane::served);
  }
}
