// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.dataplane.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.dataplane.DataplaneException;
import dev.fixpoint.forwarding.Forward;
import dev.fixpoint.forwarding.Frontend;
import dev.fixpoint.forwarding.NodeRules;
import dev.fixpoint.forwarding.Target;
import dev.fixpoint.vip.Ip;
import dev.fixpoint.vip.IpRange;
import dev.fixpoint.vip.Key;
import dev.fixpoint.vip.Protocol;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rule set in a real kernel, with real connections.
class NftKernelIT extends KernelCase {

  private static final String VIP = "10.96.0.1";

  @BeforeAll
  void machines() throws Exception {
    for (var pod : TestNet.PODS) {
      net.serve(pod, 8080);
    }
    net.serve(TestNet.NODE, 8080);
  }

  private int replace(String table) throws Exception {
    return net.in(TestNet.NODE, () -> dataplane.replace(Sample.forwards(table), NodeRules.NONE));
  }

  private void update(String changed, String... removed) throws Exception {
    var gone = new TreeSet<Frontend>();
    for (var text : removed) {
      gone.add(Sample.frontend(text));
    }
    net.in(
        TestNet.NODE,
        () -> {
          dataplane.update(Sample.forwards(changed), gone, NodeRules.NONE);
          return null;
        });
  }

  private String ruleset() throws Exception {
    return net.sh(TestNet.NODE, "nft list ruleset");
  }

  private Set<String> answering(String from) throws Exception {
    var names = new TreeSet<String>();
    for (int i = 0; i < 60; i++) {
      names.add(net.ask(from, VIP, 80).split(" ")[0]);
    }
    return names;
  }

  /// At once: the client did not have to send a second time, which it does after a second.
  private void assertRefusedAtOnce(String from, String address, int port) throws Exception {
    long sent = retransmissions(from);
    assertThatThrownBy(() -> net.ask(from, address, port))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("refused");
    assertThat(retransmissions(from)).isEqualTo(sent);
  }

  /// `RetransSegs`, the twelfth of the TCP figures of a namespace (RFC 1213).
  private long retransmissions(String from) throws Exception {
    var figures = net.in(from, () -> Files.readAllLines(Path.of("/proc/thread-self/net/snmp")));
    var tcp = figures.stream().filter(line -> line.startsWith("Tcp: ")).toList();
    return Long.parseLong(tcp.getLast().split(" ")[12]);
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

  private boolean repeats(Socket socket) throws Exception {
    socket.getOutputStream().write("still here\n".getBytes());
    return TestNet.line(socket).equals("still here");
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
    net.in(
        TestNet.NODE,
        () -> {
          dataplane.update(Map.of(), Set.of(), new NodeRules(guarded));
          return null;
        });
    assertThatThrownBy(() -> net.ask("p1", "10.96.0.3", 80))
        .isInstanceOf(SocketTimeoutException.class);
    assertRefusedAtOnce("p1", "10.96.0.1", 81);
    assertThat(answering("p2")).containsExactly("p1");
    assertThat(
            (int)
                net.in(
                    TestNet.NODE,
                    () -> dataplane.replace(Sample.forwards("1:80 A"), new NodeRules(guarded))))
        .isZero();
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
    for (int i = 0; i < 2000 || count.get() < 200 && !changes.isDone(); i++) {
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
    net.in(TestNet.NODE, () -> dataplane.replace(table, NodeRules.NONE));
    for (var from : List.of("p1", TestNet.NODE, TestNet.PEER)) {
      assertThat(net.ask(from, VIP, 80)).as(from).startsWith("node ");
    }
  }

  @Test
  void forwardsTheOtherFamilyTheSameWay() throws Exception {
    var frontend = new Frontend(Ip.of("fd00::1"), Protocol.TCP, 80);
    var target = new Target(Ip.of("fd01::1"), 8080, true);
    var table = Map.of(frontend, Forward.evenly(new Key("test", "six"), List.of(target)));
    net.in(TestNet.NODE, () -> dataplane.replace(table, NodeRules.NONE));
    assertThat(net.ask("p2", "fd00::1", 80)).startsWith("p1 fd01");
    assertThat(net.ask("p1", "fd00::1", 80)).startsWith("p1 ");
    assertRefusedAtOnce("p2", "fd00::1", 81);
    assertThat((int) net.in(TestNet.NODE, () -> dataplane.replace(table, NodeRules.NONE))).isZero();
  }

  @Test
  void aRestartSendsNothing() throws Exception {
    replace("1:80 ABC, 2:80 -, 3:80 ABCdefghijklmnopqr");
    update("1:80 BC, 3:80 BCdefghijklmnopqrs, 4:80 A", "2:80");
    var before = ruleset();
    var monitor = net.start(TestNet.NODE, "nft monitor");
    Thread.sleep(200);

    var next = net.in(TestNet.NODE, NftablesDataplane::open);
    var table = Sample.forwards("1:80 BC, 3:80 BCdefghijklmnopqrs, 4:80 A");
    assertThat((int) net.in(TestNet.NODE, () -> next.replace(table, NodeRules.NONE))).isZero();
    net.in(
        TestNet.NODE,
        () -> {
          next.update(table, Set.of(), NodeRules.NONE);
          next.close();
          return null;
        });

    assertThat(ruleset()).isEqualTo(before);
    net.sh(TestNet.NODE, "nft add table ip sentinel");
    Thread.sleep(200);
    monitor.toHandle().destroy(); // as opposed to Process.destroy, leaves its output readable
    net.sh(TestNet.NODE, "nft delete table ip sentinel");
    var seen = new String(monitor.getInputStream().readAllBytes());
    assertThat(seen.lines()).first().asString().isEqualTo("add table ip sentinel");
  }

  @Test
  void aTableOfSomeoneElseStaysAsItIs() throws Exception {
    net.sh(TestNet.NODE, "nft add table inet theirs");
    net.sh(TestNet.NODE, "nft add set inet theirs s { type ipv4_addr; elements = { 1.2.3.4 }; }");
    net.sh(TestNet.NODE, "nft add chain inet theirs c { type filter hook forward priority 0; }");
    net.sh(TestNet.NODE, "nft add rule inet theirs c ip saddr @s counter drop");
    var theirs = net.sh(TestNet.NODE, "nft -a list table inet theirs");
    replace("1:80 ABC");
    update("1:80 AB, 2:80 C");
    replace("2:80 C");
    net.in(
        TestNet.NODE,
        () -> {
          dataplane.cleanup();
          return null;
        });
    assertThat(net.sh(TestNet.NODE, "nft -a list table inet theirs")).isEqualTo(theirs);
    net.sh(TestNet.NODE, "nft delete table inet theirs");
  }

  /// What someone does by hand to the table, and how many differences it makes: `chains` is
  /// one for each chain. A change that cannot be mended in place is one, too.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 delete element ip fixpoint slots { 10.96.0.1 . tcp . 80 . 0:1 }",
        "1 delete element ip fixpoint vips { 10.96.0.1 . tcp . 80 }",
        "1 add element ip fixpoint slots { 10.96.0.1 . tcp . 80 . 0:7 : 10.1.0.9 . 1 }",
        "1 add element ip fixpoint slots { 10.96.0.1 . udp . 80 . 0:1 : 10.1.0.9 . 1 }",
        "1 add element ip fixpoint vips { 10.96.0.9 . tcp . 80 : 0:3 }",
        "1 add element ip fixpoint addresses { 10.96.0.9 }",
        "1 add element ip fixpoint hairpin { 10.1.0.9 . 10.1.0.9 }",
        "1 add element ip fixpoint hairpin { 10.1.0.9 . 10.1.0.8 }",
        "1 add element ip fixpoint picks { 0:9 : accept }",
        "1 add element ip fixpoint picks { 0:9 : goto pick-3 }",
        "1 delete element ip fixpoint picks { 0:3 }",
        "1 add rule ip fixpoint prerouting counter",
        "1 insert rule ip fixpoint pick-3 return",
        "1 add chain ip fixpoint pick-77",
        "1 add chain ip fixpoint theirs",
        "1 add chain ip fixpoint theirs { type filter hook input priority 0 ; }",
        "1 add set ip fixpoint theirs { type ipv4_addr ; }",
        "chains flush table ip fixpoint",
        "4 flush map ip fixpoint slots",
      })
  void replaceMendsWhatOthersDid(String row) throws Exception {
    replace("1:80 ABC, 2:80 -, 3:80 A");
    var before = ruleset();
    int space = row.indexOf(' ');
    net.sh(TestNet.NODE, "nft " + row.substring(space + 1));
    assertThat(ruleset()).isNotEqualTo(before);

    var differences = row.substring(0, space);
    assertThat(replace("1:80 ABC, 2:80 -, 3:80 A"))
        .isEqualTo(differences.equals("chains") ? chains(before) : Integer.parseInt(differences));

    assertThat(sorted(ruleset())).isEqualTo(sorted(before));
    assertThat(replace("1:80 ABC, 2:80 -, 3:80 A")).isZero();
    assertThat(answering("p1")).containsExactly("p1", "p2", "p3");
  }

  private static int chains(String ruleset) {
    return (int) ruleset.lines().filter(line -> line.startsWith("\tchain ")).count();
  }

  /// Elements and chains that were written again are listed in another order.
  private static List<String> sorted(String ruleset) {
    return ruleset
        .replaceAll("elements = \\{|[,}]", "\n")
        .lines()
        .map(String::strip)
        .sorted()
        .toList();
  }

  @Test
  void aMissingSlotIsNoMissingAnswer() throws Exception {
    replace("1:80 ABC");
    net.sh(TestNet.NODE, "nft delete element ip fixpoint slots { 10.96.0.1 . tcp . 80 . 0:2 }");
    assertThat(answering("p1")).containsExactly("p1", "p2");
  }

  @Test
  void aTableThatWasDeletedComesBack() throws Exception {
    replace("1:80 ABC");
    net.sh(TestNet.NODE, "nft delete table ip fixpoint");
    assertThat(replace("1:80 ABC")).isPositive();
    assertThat(answering("p1")).containsExactly("p1", "p2", "p3");
  }

  @Test
  void aRefusedTransactionChangesNothingAndTheNextCallMends() throws Exception {
    replace("1:80 ABC, 2:80 AB");
    net.sh(TestNet.NODE, "nft delete element ip fixpoint slots { 10.96.0.1 . tcp . 80 . 0:2 }");
    var before = ruleset();

    assertThatThrownBy(() -> update("2:80 ABC, 1:80 AB, 3:80 -"))
        .isInstanceOf(DataplaneException.class)
        .hasMessage("nftables: Could not process rule: No such file or directory");
    assertThat(ruleset()).isEqualTo(before);

    update("1:80 B");
    assertThat(answering("p1")).containsExactly("p2");
    assertThat(replace("1:80 B, 2:80 AB")).isZero();
  }

  @Test
  void aRefusedTransactionLeavesAtMostAChainThatNothingLeadsTo() throws Exception {
    replace("1:80 ABC");
    net.sh(TestNet.NODE, "nft delete element ip fixpoint slots { 10.96.0.1 . tcp . 80 . 0:2 }");

    assertThatThrownBy(() -> update("1:80 A")).isInstanceOf(DataplaneException.class);

    assertThat(answering("p3")).containsExactly("p1", "p2");
    assertThat(replace("1:80 ABC")).as("the slot and the chain").isEqualTo(2);
    assertThat(ruleset()).doesNotContain("pick-1");
  }

  @Test
  void anUpdateNeedsNoReplaceBeforeIt() throws Exception {
    replace("1:80 ABC, 2:80 A");
    var next = net.in(TestNet.NODE, NftablesDataplane::open);
    net.in(
        TestNet.NODE,
        () -> {
          next.update(Sample.forwards("3:80 B"), Set.of(Sample.frontend("2:80")), NodeRules.NONE);
          next.close();
          return null;
        });
    assertThat(replace("1:80 ABC, 3:80 B")).isZero();
  }

  @Test
  void nothingToForwardLeavesNoTable() throws Exception {
    assertThat(replace("")).isZero();
    update("", "1:80");
    assertThat(ruleset()).isEmpty();
  }

  @Test
  void anyStateLeadsToAnyOther() throws Exception {
    var tables =
        List.of("", "1:80 ABC", "1:80 C, 1:81 -", "1:80 -, 2:80 abcdef", "3:80 A, 4:80 B, 5:80 AB");
    for (var from : tables) {
      for (var to : tables) {
        replace(from);
        replace(to);
        assertThat(replace(to)).isZero();
        replace(from);
        var change = new ArrayList<>(Sample.table(from).keySet());
        change.removeAll(Sample.table(to).keySet());
        update(
            to,
            change.stream()
                .map(f -> (f.address().low() & 255) + ":" + f.port())
                .toArray(String[]::new));
        assertThat(replace(to)).as("update from <%s> to <%s>", from, to).isZero();
      }
    }
  }

  @Test
  void theProcessSpeaksLikeTheLibrary() throws Exception {
    replace("1:80 ABC");
    net.in(
        TestNet.NODE,
        () -> {
          var other = new NftablesDataplane(new NftProcess("nft"), Optional.empty());
          assertThat(other.replace(Sample.forwards("1:80 ABC"), NodeRules.NONE)).isZero();
          other.update(Sample.forwards("1:80 AB, 2:80 -"), Set.of(), NodeRules.NONE);
          assertThatThrownBy(() -> new NftProcess("nft").run("delete table ip nothing"))
              .hasMessage("nftables: Could not process rule: No such file or directory");
          return null;
        });
    assertThat(replace("1:80 AB, 2:80 -")).isZero();
  }
}
