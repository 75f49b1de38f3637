// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.Netns;
import dev.fixpoint.kit.Sandbox;
import dev.fixpoint.vip.Ip;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two nodes and a client on one Ethernet, in network namespaces: what the client's kernel makes
/// of the frames.
class AnnounceIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static Sandbox sandbox;
  private static Netns lan;
  private static Netns client;
  private static Netns first;
  private static Netns second;

  @BeforeAll
  static void machines() {
    sandbox = Sandbox.open();
    lan = sandbox.netns("lan");
    lan.ip("link add br0 type bridge", "link set br0 up");
    first = machine("first", 1);
    second = machine("second", 2);
    client = machine("client", 9);
  }

  @AfterAll
  static void close() {
    sandbox.close();
  }

  private static Netns machine(String name, int number) {
    var netns = sandbox.netns(name);
    lan.ip(
        "link add p" + number + " type veth peer name eth0 netns " + netns.name(),
        "link set p" + number + " master br0 up");
    netns.ip(
        "addr add 192.0.2." + number + "/24 dev eth0",
        "addr add 2001:db8::" + number + "/64 dev eth0 nodad",
        "link set eth0 up");
    return netns;
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.77", "2001:db8::77"})
  void theClientFindsTheAddressAndFollowsItToAnotherNode(String address) {
    try (var announcer = announcer(first)) {
      assertThat(announce(first, announcer, address)).isEmpty();
      awaitNeighbour(address, mac(first));
    }
    try (var announcer = announcer(second)) {
      assertThat(announce(second, announcer, address)).isEmpty();
      awaitNeighbour(address, mac(second));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.78", "2001:db8::78"})
  void nobodyAnswersForAnAddressThatIsGivenUp(String address) {
    try (var announcer = announcer(first)) {
      announce(first, announcer, address);
      awaitNeighbour(address, mac(first));

      assertThat(first.call(() -> announcer.announce(Set.of()))).isEmpty();
      client.ip("neigh flush dev eth0");

      assertThat(ask(address)).as("it asks").contains("INCOMPLETE");
      Await.until("no answer for " + address, LIMIT, () -> !known(address).contains("INCOMPLETE"));
      assertThat(known(address)).doesNotContain("lladdr");
    }
  }

  private static Announcer announcer(Netns node) {
    int index = Integer.parseInt(link(node).split(":")[0]);
    return new Announcer(new Link("eth0", index, mac(node)));
  }

  private static Map<Ip, String> announce(Netns node, Announcer announcer, String address) {
    return node.call(() -> announcer.announce(Set.of(Ip.of(address))));
  }

  private static byte[] mac(Netns node) {
    var words = link(node).split("\\s+");
    for (int i = 0; i < words.length; i++) {
      if (words[i].equals("link/ether")) {
        return HexFormat.ofDelimiter(":").parseHex(words[i + 1]);
      }
    }
    throw new AssertionError(String.join(" ", words));
  }

  private static String link(Netns node) {
    return node.exec("ip", "-o", "link", "show", "eth0").out();
  }

  private static void awaitNeighbour(String address, byte[] mac) {
    var text = HexFormat.ofDelimiter(":").formatHex(mac);
    Await.until(address + " at " + text, LIMIT, () -> ask(address).contains(text));
  }

  /// What the client's kernel knows of the address after it has sent something there.
  private static String ask(String address) {
    client.exec("bash", "-c", "echo > /dev/udp/" + address + "/9");
    return known(address);
  }

  private static String known(String address) {
    return client.exec("ip", "neigh", "show", address).out();
  }
}
