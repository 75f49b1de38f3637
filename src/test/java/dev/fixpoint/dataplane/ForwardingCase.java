// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// New and established connections through a real kernel.
public abstract class ForwardingCase extends KernelCase {

  @BeforeAll
  void machines() throws Exception {
    net.servePods(8080);
    net.serve(TestNet.NODE, 8080);
  }

  @ParameterizedTest
  @ValueSource(strings = {"p1", TestNet.NODE, TestNet.PEER})
  void spreadsOverAllEndpoints(String from) throws Exception {
    replace("1:80 ABC");
    assertThat(answering(from)).containsExactly("p1", "p2", "p3");
  }

  @Test
  void sharesAreEqual() throws Exception {
    replace("1:80 ABC");
    var counts = new TreeMap<String, Integer>();
    for (int i = 0; i < 600; i++) {
      counts.merge(net.ask(TestNet.PEER, VIP, 80).split(" ")[0], 1, Integer::sum);
    }
    assertThat(counts.values()).allMatch(count -> count > 140 && count < 260); // ±5 sigma
  }

  @Test
  void aPodSeesItsClientsAddress() throws Exception {
    replace("1:80 B");
    assertThat(net.ask("p1", VIP, 80)).isEqualTo("p2 10.1.0.1");
    assertThat(net.ask(TestNet.PEER, VIP, 80)).isEqualTo("p2 192.0.2.2");
  }

  @Test
  void aRemovedEndpointGetsNothingNewAndKeepsWhatItHas() throws Exception {
    replace("1:80 A");
    try (var established = net.connect("p2", VIP, 80)) {
      assertThat(TestNet.line(established)).startsWith("p1");

      update("1:80 C");
      assertThat(answering("p2")).containsExactly("p3");
      assertThat(repeats(established)).isTrue();

      update("", "1:80");
      assertThat(repeats(established)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"p1", TestNet.NODE, TestNet.PEER})
  void withoutEndpointsAConnectionIsRefusedAtOnce(String from) throws Exception {
    replace("1:80 -, 2:80 A");
    assertRefusedAtOnce(from, VIP, 80);
  }

  @ParameterizedTest
  @ValueSource(strings = {"p1", TestNet.NODE, TestNet.PEER})
  void anUnknownPortOfALiveAddressIsRefusedAtOnce(String from) throws Exception {
    replace("1:80 A");
    assertRefusedAtOnce(from, VIP, 81);
  }

  @Test
  void anAddressThatIsNobodysIsDroppedWhereOnlyFrontendsLive() throws Exception {
    replace("1:80 A");
    net.sh(TestNet.PEER, "ip addr add 10.96.0.3/32 dev lo"); // where the default route leads
    assertRefusedAtOnce("p1", "10.96.0.3", 80);
    var guarded = Set.of(IpRange.parse("10.96.0.0-10.96.0.7").orElseThrow());
    update(Map.of(), Set.of(), new NodeRules(guarded));
    assertThatThrownBy(() -> net.ask("p1", "10.96.0.3", 80, TestNet.SILENCE_MILLIS))
        .isInstanceOf(SocketTimeoutException.class);
    assertRefusedAtOnce("p1", "10.96.0.1", 81);
    assertThat(answering("p2")).containsExactly("p1");
    assertThat(replace(Sample.forwards("1:80 A"), new NodeRules(guarded))).isZero();
    net.sh(TestNet.PEER, "ip addr del 10.96.0.3/32 dev lo");
  }

  @Test
  void noConnectionFailsWhileEndpointsComeAndGo() throws Exception {
    replace("1:80 ABC");
    var running = new AtomicBoolean(true);
    var count = new AtomicInteger();
    var changes =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (running.get()) {
                  update(count.getAndIncrement() % 2 == 0 ? "1:80 A" : "1:80 CBA");
                }
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    for (int i = 0; i < 2000 || count.get() < changes() && !changes.isDone(); i++) {
      assertThat(net.ask(TestNet.PEER, VIP, 80)).startsWith("p");
    }
    running.set(false);
    changes.join();
  }

  @Test
  void endpointsThatComeBackAreServedAtOnce() throws Exception {
    replace("1:80 -");
    assertRefusedAtOnce("p1", VIP, 80);
    update("1:80 B");
    assertThat(answering("p1")).containsExactly("p2");
  }

  /// To the pod the two connections would be one, were it not for another source port.
  @Test
  @DisplayName("trap 19: a client's one port reaches a pod through two addresses at once")
  void onePortOfAClientReachesAPodThroughTwoAddresses() throws Exception {
    unless(Backend.TWO_ADDRESSES);
    replace("1:80 A, 2:80 A");
    try (var one = net.in("p2", () -> from(40_019, "10.96.0.1"));
        var other = net.in("p2", () -> from(40_019, "10.96.0.2"))) {
      assertThat(TestNet.line(one)).startsWith("p1 ");
      assertThat(TestNet.line(other)).startsWith("p1 ");
      assertThat(repeats(one)).isTrue();
      assertThat(repeats(other)).isTrue();
    }
  }

  private static Socket from(int port, String address) throws IOException {
    var socket = new Socket();
    socket.setReuseAddress(true);
    socket.setSoTimeout(10_000);
    socket.bind(new InetSocketAddress("10.1.0.2", port));
    socket.connect(new InetSocketAddress(address, 80), 10_000);
    return socket;
  }

  @Test
  void aPodReachesItselfThroughTheAddress() throws Exception {
    replace("1:80 A");
    assertThat(net.ask("p1", VIP, 80)).isEqualTo("p1 169.254.1.1");
  }

  @Test
  void aPodOfTheNodesOwnNetworkIsReachedFromEverywhere() throws Exception {
    var target = new Target(Ip.of("192.0.2.1"), 8080, true);
    var table =
        Map.of(Sample.frontend("1:80"), Forward.evenly(new Key("test", "host"), List.of(target)));
    replace(table, NodeRules.NONE);
    for (var from : List.of("p1", TestNet.NODE, TestNet.PEER)) {
      assertThat(net.ask(from, VIP, 80)).as(from).startsWith("node ");
    }
  }

  @Test
  void forwardsTheOtherFamilyTheSameWay() throws Exception {
    var frontend = new Frontend(Ip.of("fd00::1"), Protocol.TCP, 80);
    var target = new Target(Ip.of("fd01::1"), 8080, true);
    var table = Map.of(frontend, Forward.evenly(new Key("test", "six"), List.of(target)));
    replace(table, NodeRules.NONE);
    assertThat(net.ask("p2", "fd00::1", 80)).startsWith("p1 fd01");
    assertThat(net.ask("p1", "fd00::1", 80)).startsWith("p1 ");
    assertRefusedAtOnce("p2", "fd00::1", 81);
    assertThat(replace(table, NodeRules.NONE)).isZero();
  }

  @Test
  void anUpdateNeedsNoReplaceBeforeIt() throws Exception {
    replace("1:80 ABC, 2:80 A");
    var next = net.in(TestNet.NODE, backend()::open);
    net.in(
        TestNet.NODE,
        () -> {
          next.update(Sample.forwards("3:80 B"), Set.of(), NodeRules.NONE);
          next.close();
          return null;
        });
    assertThat(answering("p1")).containsExactly("p1", "p2", "p3");
    assertThat(net.ask("p1", "10.96.0.2", 80)).startsWith("p1");
    assertThat(net.ask("p1", "10.96.0.3", 80)).startsWith("p2");
    assertThat(replace("1:80 ABC, 2:80 A, 3:80 B")).isZero();
  }

  @Test
  void nothingToForwardLeavesNothing() throws Exception {
    assertThat(replace("")).isZero();
    update("", "1:80");
    assertThat(backend().held(net)).isBlank();
  }

  @Test
  void anyStateLeadsToAnyOther() throws Exception {
    var tables = List.of("", "1:80 ABC", "1:80 -, 1:81 C, 2:80 abcdef", "3:80 A, 4:80 B, 5:80 AB");
    for (var one : tables) {
      replace(one);
      for (var other : tables) {
        if (other.equals(one)) {
          continue;
        }
        replace(other);
        assertThat(replace(other)).as("replaced, from <%s> to <%s>", one, other).isZero();
        var gone = new ArrayList<>(Sample.table(other).keySet());
        gone.removeAll(Sample.table(one).keySet());
        update(
            one,
            gone.stream()
                .map(f -> (f.address().low() & 255) + ":" + f.port())
                .toArray(String[]::new));
        assertThat(replace(one)).as("updated, from <%s> to <%s>", other, one).isZero();
      }
    }
  }

  @Test
  @DisplayName("opened again, a backend finds all as it should be, and no connection is lost")
  void aRestartChangesNothing() throws Exception {
    replace("1:80 ABC, 2:80 -, 3:80 ABCdefghijklmnopqr");
    update("1:80 BC, 3:80 BCdefghijklmnopqrs, 4:80 A", "2:80");
    var table = Sample.forwards("1:80 BC, 3:80 BCdefghijklmnopqrs, 4:80 A");
    var before = backend().held(net);
    var restarts =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (int i = 0; i < 5; i++) {
                  assertThat((int) net.in(TestNet.NODE, () -> restarted(table))).isZero();
                }
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    int asked = 0;
    for (; asked < 100 || !restarts.isDone(); asked++) {
      assertThat(net.ask(TestNet.PEER, VIP, 80)).startsWith("p");
    }
    restarts.join();
    assertThat(backend().held(net)).isEqualTo(before);
  }

  private int restarted(Map<Frontend, Forward> table) throws Exception {
    try (var next = backend().open()) {
      int differences = next.replace(table, NodeRules.NONE);
      next.update(table, Set.of(), NodeRules.NONE);
      return differences;
    }
  }
}
