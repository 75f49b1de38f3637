// SPDX-License-Identifier: Apache-2.0
package dev.fixpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fixpoint.kit.Await;
import dev.fixpoint.kit.Client;
import dev.fixpoint.kit.ControlPlane;
import dev.fixpoint.kit.KubeProxy;
import dev.fixpoint.kit.Netns;
import dev.fixpoint.kit.NoAnswer;
import dev.fixpoint.kit.UsesControlPlane;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Beside a real kube-proxy on the same node: on one node it uses iptables, on the other nftables.
/// Addresses of ours inside the ServiceCIDR and outside of it.
@UsesControlPlane
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubeProxyIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private static final String POOLS =
      """
      apiVersion: fixpoint.dev/v1alpha1
      kind: AddressPool
      metadata: {name: beside-inside}
      spec: {ranges: [10.96.77.0/24]}
      ---
      apiVersion: fixpoint.dev/v1alpha1
      kind: AddressPool
      metadata: {name: beside-outside}
      spec: {ranges: [172.29.77.0/24]}
      """;
  private static final List<String> POOL_NAMES = List.of("inside", "outside");

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: %s, namespace: %s}
      spec:
        type: NodePort
        selector: {app: web}
        ports: [{port: 80, targetPort: http}]
      """;

  private final Map<KubeProxy.Mode, KubeProxy> proxies = new EnumMap<>(KubeProxy.Mode.class);
  private ControlPlane cluster;
  private Fleet fleet;
  private Shop shop;

  @BeforeAll
  void start(ControlPlane controlPlane) {
    cluster = controlPlane;
    fleet =
        Fleet.start(
            controlPlane, Map.of(), node(KubeProxy.Mode.IPTABLES), node(KubeProxy.Mode.NFTABLES));
    cluster.kubectlWithInput(POOLS, "apply", "-f", "-").orThrow("the pools");
    for (var mode : KubeProxy.Mode.values()) {
      proxies.put(mode, KubeProxy.start(fleet.node(node(mode)), mode));
    }
    proxies.values().forEach(KubeProxy::awaitReady);
  }

  private static String node(KubeProxy.Mode mode) {
    return mode == KubeProxy.Mode.IPTABLES ? "ipt" : "nft";
  }

  @AfterAll
  void stop() {
    proxies.values().forEach(KubeProxy::close);
    if (fleet != null) {
      // While the operator lives: it lets the pools go.
      cluster.kubectl("delete", "vsvc", "--all", "-A", "--timeout=30s");
      cluster.kubectl("delete", "apool", "beside-inside", "beside-outside", "--timeout=60s");
      fleet.close();
    }
  }

  @BeforeEach
  void openShop() {
    shop = new Shop(cluster, fleet);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("a Service and VirtualServices answer, and neither's rules change the other's")
  void worksBesideKubeProxy(KubeProxy.Mode mode) throws Exception {
    var node = fleet.node(node(mode));
    var proxy = proxies.get(mode);
    shop.pod("ipt", "web-1");
    shop.pod("nft", "web-2");
    var client = shop.client(node.name());
    var pods = Set.of("web-1", "web-2");
    var service = applyService("native");
    awaitAnswer(node.netns(), service);
    var theirs = proxy.rules();

    for (var pool : POOL_NAMES) {
      shop.apply(pool, "type: NodePort", "addresses: {pool: beside-%s}".formatted(pool));
      shop.awaitReady(pool);
    }
    var inside = shop.address("inside");
    var outside = shop.address("outside");
    assertThat(inside).startsWith("10.96.77.");
    assertThat(outside).startsWith("172.29.77.");
    for (var from : List.of(client.netns(), node.netns())) {
      for (var address : List.of(service, inside, outside)) {
        assertThat(Shop.answers(from, address, 60)).as("at " + address).isEqualTo(pods);
      }
    }
    for (var object : List.of("service/native", "vsvc/inside", "vsvc/outside")) {
      assertThat(Client.ask(cluster.cp(), node.address(), nodePort(object), ANSWER)).isIn(pods);
    }
    assertThat(theirs).contains(shop.namespace() + "/native");
    assertThat(proxy.rules()).as("theirs, when ours have come").isEqualTo(theirs);

    var ours = ours(node.netns());
    awaitAnswer(node.netns(), applyService("later"));
    shop.kubectl("delete", "service", "later");
    Await.until(
        "kube-proxy's rules as before",
        LIMIT,
        () -> proxy.rules().equals(theirs),
        () -> "before:\n%s\nnow:\n%s".formatted(theirs, proxy.rules()));
    assertThat(ours).contains(inside, outside);
    assertThat(ours(node.netns())).as("ours, when theirs have come and gone").isEqualTo(ours);

    POOL_NAMES.forEach(shop::delete);
    Await.until("ours are gone", LIMIT, () -> !ours(node.netns()).contains(inside));
    assertThat(proxy.rules()).as("theirs, when ours have gone").isEqualTo(theirs);
    assertThat(Shop.answers(client.netns(), service, 20)).isEqualTo(pods);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("kube-proxy drops nobody whom we refuse: no endpoints, no such port")
  void refusalsComeAtOnce(KubeProxy.Mode mode) {
    var node = fleet.node(node(mode));
    var client = shop.client(node.name());
    for (var pool : POOL_NAMES) {
      shop.apply(pool, "addresses: {pool: beside-%s}".formatted(pool));
      shop.await(pool, "Programmed", "True");
      for (var from : List.of(client.netns(), node.netns())) {
        for (int port : new int[] {80, 81}) {
          assertThatThrownBy(() -> Client.ask(from, shop.address(pool), port, LIMIT))
              .isInstanceOfSatisfying(
                  NoAnswer.class, e -> assertThat(e.kind()).isEqualTo(NoAnswer.Kind.REFUSED));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("no connection fails while kube-proxy restarts and Services come and go")
  void noConnectionFails(KubeProxy.Mode mode) {
    var node = fleet.node(node(mode));
    shop.pod("ipt", "web-1");
    shop.pod("nft", "web-2");
    var client = shop.client(node.name());
    shop.apply("inside", "addresses: {pool: beside-inside}");
    shop.awaitReady("inside");
    try (var load = new Load(shop.address("inside"), 80)) {
      load.shortFrom(client.netns()).shortFrom(node.netns());
      load.longFrom(client.netns()).longFrom(node.netns());
      awaitMore(load);
      awaitAnswer(node.netns(), applyService("native"));
      awaitMore(load);
      proxies.get(mode).close();
      proxies.put(mode, KubeProxy.start(node, mode));
      proxies.get(mode).awaitReady();
      shop.kubectl("delete", "service", "native");
      awaitMore(load);
      assertThat(load.failures()).isEmpty();
    }
  }

  private static void awaitMore(Load load) {
    long before = load.total();
    Await.until("50 more connections", LIMIT, () -> load.total() >= before + 50);
  }

  /// @return its cluster address
  private String applyService(String name) {
    cluster
        .kubectlWithInput(SERVICE.formatted(name, shop.namespace()), "apply", "-f", "-")
        .orThrow("service " + name);
    return shop.kubectl("get", "service", name, "-o", "jsonpath={.spec.clusterIP}");
  }

  private int nodePort(String object) {
    var path =
        object.startsWith("vsvc") ? "{.status.ports[0].nodePort}" : "{.spec.ports[0].nodePort}";
    return Integer.parseInt(shop.kubectl("get", object, "-o", "jsonpath=" + path));
  }

  private static void awaitAnswer(Netns from, String address) {
    Await.until(
        "an answer of " + address, LIMIT, () -> Client.ask(from, address, 80, ANSWER) != null);
  }

  /// Our table, without what packets and time write into it.
  private static String ours(Netns node) {
    return node.exec("nft", "list", "table", "ip", "fixpoint")
        .orThrow("our table")
        .out()
        .replaceAll("(?s)set served \\{.*?\n\t}", "")
        .replaceAll("packets \\d+ bytes \\d+|expires \\w+", "");
  }
}
