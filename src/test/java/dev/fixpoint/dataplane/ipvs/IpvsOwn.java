// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.fixpoint.dataplane.Backend;
import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.dataplane.KernelCase;
import dev.fixpoint.dataplane.Sample;
import dev.fixpoint.dataplane.TestNet;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend.Side;
import dev.fixpoint.forwarding.Guard;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Share;
import dev.fixpoint.kit.Await;
import dev.fixpoint.vip.Balancing;
import dev.fixpoint.vip.Balancing.Algorithm;
import dev.fixpoint.vip.Key;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What is IPVS's alone.
public final class IpvsOwn extends KernelCase {

  @Override
  protected Backend backend() {
    return new IpvsBackend();
  }

  @BeforeAll
  void machines() throws Exception {
    net.servePods(8080);
  }

  private String all() throws Exception {
    return net.sh(TestNet.NODE, "ipvsadm -S -n")
        + net.sh(TestNet.NODE, "ipset save")
        + net.sh(TestNet.NODE, "iptables-legacy-save").replaceAll("(?m)^[#:].*\n", "");
  }

  @Test
  void whatIsOthersStaysAsItIs() throws Exception {
    for (var command :
        List.of(
            "iptables-legacy -t nat -A POSTROUTING -s 198.51.100.1 -j MASQUERADE",
            "iptables-legacy -t mangle -A OUTPUT -d 198.51.100.1 -j MARK --set-mark 7",
            "iptables-legacy -A INPUT -s 198.51.100.1 -j DROP",
            "ipset create theirs hash:ip",
            "ipvsadm -A -t 10.96.0.9:80 -s rr",
            "ipvsadm -a -t 10.96.0.9:80 -r 10.1.0.1:8080 -m -w 0",
            "ipvsadm -A -f 7 -s rr")) {
      net.sh(TestNet.NODE, command);
    }
    var before = all();

    replace("1:80 ABC, 2:80 -");
    update("1:80 A, 3:80 B", "2:80");
    assertThat(answering("p2")).containsExactly("p1");
    assertThatThrownBy(() -> update("9:80 A"))
        .isInstanceOf(DataplaneException.class)
        .hasMessageContaining(
            "somebody else has a virtual service there: remove it by ipvsadm -D -t 10.96.0.9:80");
    net.in(TestNet.NODE, () -> dataplane.replace(Map.of(), NodeRules.NONE));
    net.in(
        TestNet.NODE,
        () -> {
          dataplane.cleanup();
          return null;
        });

    assertThat(all()).isEqualTo(before);
    net.sh(TestNet.NODE, "ipvsadm -D -t 10.96.0.9:80");
    net.sh(TestNet.NODE, "ipvsadm -D -f 7");
    net.sh(TestNet.NODE, "ipset destroy theirs");
  }

  @Test
  void onlyWhatDiffersIsMended() throws Exception {
    replace("1:80 ABC");
    for (var command :
        List.of(
            "ipvsadm -d -t 10.96.0.1:80 -r 10.1.0.2:8080",
            "ipset del fixpoint-4-fronts 10.96.0.1,tcp:80",
            "ip route del local 10.96.0.1 dev fixpoint0 table local",
            "iptables-legacy -I INPUT -s 198.51.100.1 -j DROP")) {
      net.sh(TestNet.NODE, command);
      assertThat(replace("1:80 ABC")).as(command).isEqualTo(1);
    }
    assertThat(replace("1:80 ABC")).isZero();
    assertThat(answering("p1")).containsExactly("p1", "p2", "p3");
    net.sh(TestNet.NODE, "iptables-legacy -D INPUT -s 198.51.100.1 -j DROP");
  }

  @Test
  void clientsOutsideGetOthersAndWhatIsEstablishedGoesOn() throws Exception {
    var rules = NodeRules.NONE.reachedBy(Set.of("eth0"), List.of());
    var table = new TreeMap<>(Sample.forwards("1:80 ABC"));
    var outside = Sample.frontend("1:80").on(Side.OUTSIDE);
    table.put(outside, Sample.forward("ABC"));
    replace(table, rules);
    update(Map.of(outside, Sample.forward("C")), Set.of(), rules);

    assertThat(answering(TestNet.PEER)).containsExactly("p3");
    assertThat(answering("p2")).containsExactly("p1", "p2", "p3");
    assertThat(net.in(TestNet.NODE, () -> dataplane.served())).isEmpty(); // counts from here
    try (var established = net.connect(TestNet.PEER, VIP, 80)) {
      assertThat(TestNet.line(established)).startsWith("p3 192.0.2.2");
      table.put(outside, Sample.forward("C"));
      assertThat(replace(table, rules)).isZero();
      Await.until(
          "IPVS has counted it for clients outside",
          Duration.ofSeconds(60),
          () ->
              net.in(TestNet.NODE, () -> dataplane.served()).stream()
                  .anyMatch(served -> served.frontend().equals(outside)));

      update(Map.of(outside, Sample.forward("AB")), Set.of(), rules);
      assertThat(answering(TestNet.PEER)).containsExactly("p1", "p2");
      assertThat(repeats(established)).isTrue();

      update(Map.of(outside, Sample.forward("ABC")), Set.of(), rules);
      assertThat(answering(TestNet.PEER)).containsExactly("p1", "p2", "p3");
      assertThat(repeats(established)).isTrue();

      update(Map.of(), Set.of(outside), rules);
      assertThat(repeats(established)).isTrue();
      assertThat(answering("p2")).containsExactly("p1", "p2", "p3");
    }
  }

  @Test
  void theEndpointWithTheFewestConnectionsIsNext() throws Exception {
    var fewest = new Balancing(Algorithm.LeastConnections, 0);
    var shares = List.of(new Share(1, Sample.targets("AB")));
    var forward = new Forward(new Key("test", "web"), shares, Guard.NONE, fewest);
    replace(Map.of(Sample.frontend("1:80"), forward), NodeRules.NONE);
    var held = new ArrayList<Socket>();
    try {
      assertThat(answerers(held, 6)).containsOnly(entry("p1", 3), entry("p2", 3));
      for (int i = 0; i < 6; i += 2) {
        held.get(i).close(); // they take turns as long as they have equally many
      }
      Await.until(
          "IPVS has seen the connections end",
          Duration.ofSeconds(60),
          () -> net.sh(TestNet.NODE, "ipvsadm -L -n").matches("(?s).* 0 +3 .*"));

      var next = answerers(held, 3);

      assertThat(next).hasSize(1).containsValue(3);
    } finally {
      for (var socket : held) {
        socket.close();
      }
    }
  }

  /// How many of so many connections each pod answers; they are kept open.
  private Map<String, Integer> answerers(List<Socket> held, int connections) throws Exception {
    var answerers = new TreeMap<String, Integer>();
    for (int i = 0; i < connections; i++) {
      var socket = net.connect("p3", VIP, 80);
      held.add(socket);
      answerers.merge(TestNet.line(socket).split(" ")[0], 1, Integer::sum);
    }
    return answerers;
  }
}
