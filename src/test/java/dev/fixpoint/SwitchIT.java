// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fixpoint.api.v1alpha1.NodeRouting;
import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.Netns;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// A node changes its backend while clients connect all the time.
class SwitchIT extends ShopCase {
  private static final Duration LIMIT = Duration.ofSeconds(120);

  SwitchIT() {
    super(ONE_OPERATOR, "n1");
  }

  @Test
  @DisplayName(
      "T36 nftables to iptables and back: no connection fails, nothing of the old one is left, others keep theirs")
  void aNodeChangesItsBackendUnderLoad() {
    shop.pod("n1", "web-1");
    shop.pod("n1", "web-2");
    shop.apply("checkout");
    shop.awaitReady("checkout");
    var node = fleet.node("n1").netns();
    others(node);
    var theirs = theirs(node);
    var client = shop.client("n1").netns();
    try (var load =
        new Load(shop.address("checkout"), 80).shortFrom(client, 200).longFrom(client)) {
      awaitMore(load);

      switchTo("iptables");
      awaitMore(load);
      assertThat(nftables(node)).doesNotContain("fixpoint");
      assertThat(iptables(node)).contains("FIXPOINT-INSIDE");

      switchTo("nftables");
      awaitMore(load);
      assertThat(nftables(node)).contains("table ip fixpoint");
      assertThat(iptables(node)).doesNotContain("FIXPOINT");

      System.out.printf(
          "switched twice: %d connections, %d failed%n", load.total(), load.failures().size());
      assertThat(load.failures()).isEmpty();
      assertThat(load.answers()).containsOnlyKeys("web-1", "web-2");
    }
    assertThat(theirs(node)).isEqualTo(theirs);
  }

  /// As a node does whose DaemonSet has changed: the earlier agent is killed, what it wrote stays.
  private void switchTo(String backend) {
    fleet.agent("n1").kill();
    fleet.startAgent("n1", Map.of("FIXPOINT_BACKEND", backend));
    fleet.agent("n1").awaitReady();
    var routing = cluster.client().resources(NodeRouting.class).withName("n1");
    Await.until(
        "the node tells its backend",
        LIMIT,
        () -> backend.equals(routing.get().getStatus().getBackend()));
    shop.awaitReady("checkout");
  }

  private static void others(Netns node) {
    run(node, "nft add table inet theirs");
    run(node, "nft add chain inet theirs c { type filter hook forward priority 5 ; }");
    run(node, "nft add rule inet theirs c ip daddr 192.0.2.99 counter drop");
    run(node, "iptables-nft -A FORWARD -d 192.0.2.98 -j DROP");
    run(node, "iptables-nft -t nat -A POSTROUTING -d 192.0.2.97 -j MASQUERADE");
    run(node, "ipset create THEIRS hash:ip");
  }

  private static List<String> theirs(Netns node) {
    return List.of(
        run(node, "nft -a list table inet theirs"),
        run(node, "iptables-nft-save").lines().filter(l -> l.startsWith("-A")).toList().toString(),
        run(node, "ipset list -name"));
  }

  private static String nftables(Netns node) {
    return run(node, "nft list tables");
  }

  private static String iptables(Netns node) {
    return run(node, "iptables-nft-save") + run(node, "iptables-legacy-save");
  }

  private static String run(Netns node, String command) {
    return node.exec(command.split(" ")).out();
  }

  /// Waits until some more connections have been answered.
  private static void awaitMore(Load load) {
    long before = load.total();
    Await.until("more answers", LIMIT, () -> load.total() > before + 100);
  }
}
